package dev.heddle.load.crew;

import dev.heddle.load.Fleet;
import dev.heddle.load.Fleets;
import dev.heddle.load.LoadFailedException;
import dev.heddle.load.Plan;
import dev.heddle.load.Portion;
import dev.heddle.load.Run;
import dev.heddle.load.Target;
import dev.heddle.load.TargetParser;
import dev.heddle.load.proc.ServerProcess;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The workers of a load, as one: each has its part of the connections to each target. A worker
/// that is lost is left out, and the others continue. Belongs to the thread that runs the load.
public final class Crew implements Fleets, AutoCloseable {
  private static final long TICK_MILLIS = 50;
  private static final long BEAT_NANOS = 1_000_000_000;
  private static final long SILENCE_NANOS = 10_000_000_000L;
  private static final long START_NANOS = 60_000_000_000L;
  private static final long PONG_NANOS = 1_000_000_000;
  private static final long LEAD_NANOS = 50_000_000;
  private static final int PINGS = 5;

  private final Semaphore arrivals = new Semaphore(0);
  private final Consumer<String> notices;
  private final List<CrewMember> members = new ArrayList<>();
  private final List<CrewMember> noticed = new ArrayList<>();
  private final Ledger ledger = new Ledger();
  private List<List<Portion>> hands = List.of();
  private @Nullable Settlement settlement;
  private boolean holdsAll = true;
  private int pings;
  private int slices;
  private long lastTick = System.nanoTime();
  private long lastBeat = System.nanoTime();

  /// @param links one to each worker
  /// @param notices receives a sentence when a worker is lost
  public Crew(List<CrewLink> links, Consumer<String> notices) {
    this.notices = notices;
    for (CrewLink link : links) {
      members.add(new CrewMember(members.size() + 1, link, arrivals::release));
    }
  }

  /// Gives each worker its part of the plan; returns when all are ready.
  ///
  /// @param plan what they need to know
  /// @param lanes event loops of each
  /// @param paced whether requests will be due at a time
  /// @param own what this process would say of itself
  /// @throws LoadFailedException if one of them cannot do its part; the message says which, and why
  public void begin(PlanForm plan, int lanes, boolean paced, CrewMessage.Hello own) {
    await("has not answered", () -> members.stream().allMatch(m -> m.hello() != null));
    requireSame(own);
    requireHere(plan, own);
    hands = Portion.dealt(plan.connections(), lanes, members.size());
    for (CrewMember member : members) {
      boolean awake = paced && isRoomToWait(member, lanes);
      member.send(new CrewMessage.Begin(plan, hands.get(member.number - 1), awake));
    }
    var ready = new ArrayList<CrewMessage>();
    await(
        "is not ready",
        () -> {
          for (CrewMember member : members) {
            CrewMessage reply = member.poll();
            if (reply instanceof CrewMessage.Ready state) {
              ready.add(reply);
              holdsAll &= state.holdsAll();
            }
          }
          return ready.size() == members.size();
        });
  }

  /// Whether each may have the connections to all targets at once.
  public boolean holdsAll() {
    return holdsAll;
  }

  /// Where they are, by their names.
  public Map<String, String> places() {
    var places = new LinkedHashMap<String, String>();
    members.forEach(member -> places.put(member.name(), member.place()));
    return places;
  }

  private void await(String complaint, BooleanSupplier done) {
    long end = System.nanoTime() + START_NANOS;
    while (!done.getAsBoolean()) {
      for (CrewMember member : members) {
        if (!member.isHere()) {
          throw new LoadFailedException(
              member.name() + " (" + member.place() + "): " + member.departure());
        }
      }
      if (System.nanoTime() - end > 0) {
        throw new LoadFailedException(
            "a worker " + complaint + " for " + START_NANOS / 1_000_000_000 + " s: " + places());
      }
      tick();
    }
  }

  private void requireSame(CrewMessage.Hello own) {
    for (CrewMember member : members) {
      CrewMessage.Hello hello = Objects.requireNonNull(member.hello());
      if (hello.protocol() != own.protocol() || !hello.version().equals(own.version())) {
        throw new LoadFailedException(
            "%s (%s) is of version %s, and this is of %s: install the same version"
                .formatted(member.name(), member.place(), hello.version(), own.version()));
      }
    }
  }

  /// A target on loopback is another one on each machine.
  private void requireHere(PlanForm plan, CrewMessage.Hello own) {
    for (PlanForm.TargetForm form : plan.targets()) {
      Target target = TargetParser.parse(form.text());
      for (CrewMember member : members) {
        CrewMessage.Hello hello = Objects.requireNonNull(member.hello());
        if (target.isLocal() && !hello.machine().equals(own.machine())) {
          throw new LoadFailedException(
              "%s is this machine itself, but %s is on another one (%s): name the target by an address that all of them reach"
                  .formatted(form.text(), member.name(), member.place()));
        }
      }
    }
  }

  /// Loops that stay awake would take the processors from each other, and from the server.
  private boolean isRoomToWait(CrewMember member, int lanes) {
    CrewMessage.Hello hello = Objects.requireNonNull(member.hello());
    long neighbours =
        members.stream()
            .map(CrewMember::hello)
            .filter(other -> other != null && other.machine().equals(hello.machine()))
            .count();
    return neighbours * lanes < hello.processors();
  }

  @Override
  public Fleet fleet(Plan plan, Target target, @Nullable ServerProcess process, long origin) {
    return new CrewFleet(this, plan, target, process, origin);
  }

  @Override
  public List<Run> settle(List<Run> runs) {
    settlement = Settlement.of(this, runs);
    return settlement.runs();
  }

  /// What has become of the workers, once the runs are settled.
  public Settlement settlement() {
    return Objects.requireNonNull(settlement, "the runs are not settled");
  }

  Ledger ledger() {
    return ledger;
  }

  int nextSlice() {
    return ++slices;
  }

  /// The workers that are still there.
  ///
  /// @throws LoadFailedException if there are none
  List<CrewMember> present() {
    List<CrewMember> present = members.stream().filter(CrewMember::isHere).toList();
    if (present.isEmpty()) {
      throw new LoadFailedException(
          "all workers are lost: "
              + members.stream()
                  .map(member -> member.name() + " " + member.departure())
                  .collect(Collectors.joining("; ")));
    }
    return present;
  }

  /// Sends to all that are still there.
  void send(CrewMessage message) {
    members.stream().filter(CrewMember::isHere).forEach(member -> member.send(message));
  }

  /// Which part of the connections these have.
  double share(Collection<CrewMember> some) {
    return (double) connections(some) / connections(members);
  }

  /// How many connections to each target these have.
  int connections(Collection<CrewMember> some) {
    return some.stream()
        .flatMap(member -> hands.get(member.number - 1).stream())
        .mapToInt(Portion::connections)
        .sum();
  }

  List<CrewMember> members() {
    return List.copyOf(members);
  }

  /// Compares the clocks of all.
  void synchronise() {
    for (int i = 0; i < PINGS; i++) {
      int ping = ++pings;
      boolean first = i == 0;
      List<CrewMember> asked = present();
      asked.forEach(member -> member.ping(ping, first));
      long end = System.nanoTime() + PONG_NANOS;
      while (System.nanoTime() - end < 0
          && asked.stream().anyMatch(member -> member.isHere() && !member.hasAnswered(ping))) {
        tick();
      }
    }
  }

  /// How long before a common start it should be announced.
  long lead() {
    return LEAD_NANOS + 4 * present().stream().mapToLong(CrewMember::clockError).max().orElse(0);
  }

  /// Waits for a reply of each, or until it is lost.
  ///
  /// @param kind of the reply
  /// @param end when it is late, by `System.nanoTime()`; a worker without a reply is then lost
  /// @param meanwhile called many times a second
  <T extends CrewMessage> Map<CrewMember, T> replies(
      List<CrewMember> asked, Class<T> kind, @Nullable Long end, Runnable meanwhile) {
    var replies = new LinkedHashMap<CrewMember, T>();
    while (true) {
      boolean missing = false;
      for (CrewMember member : asked) {
        CrewMessage reply = replies.containsKey(member) ? null : member.poll();
        if (kind.isInstance(reply)) {
          replies.put(member, kind.cast(reply));
        } else if (reply != null) {
          member.depart("answered out of turn: " + reply.getClass().getSimpleName());
        }
        missing |= !replies.containsKey(member) && member.isHere();
      }
      if (!missing) {
        notice();
        return replies;
      }
      if (end != null && System.nanoTime() - end > 0) {
        asked.stream()
            .filter(member -> !replies.containsKey(member))
            .forEach(member -> member.depart("did not finish its part in time"));
      }
      tick();
      meanwhile.run();
    }
  }

  /// Waits a moment, or until something arrives; says that this side is alive, and finds workers
  /// that are not.
  private void tick() {
    try {
      if (arrivals.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        arrivals.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadFailedException("interrupted");
    }
    long now = System.nanoTime();
    if (now - lastTick > SILENCE_NANOS / 4) { // it is this process that was stopped or busy
      members.forEach(member -> member.excuse(now));
    }
    lastTick = now;
    boolean beat = now - lastBeat >= BEAT_NANOS;
    for (CrewMember member : members) {
      if (member.isHere() && member.isSilent(now, SILENCE_NANOS)) {
        member.depart("has sent nothing for " + SILENCE_NANOS / 1_000_000_000 + " s");
      } else if (member.isHere() && beat) {
        member.send(new CrewMessage.Beat());
      }
    }
    lastBeat = beat ? now : lastBeat;
    notice();
  }

  private void notice() {
    for (CrewMember member : members) {
      if (!member.isHere() && !noticed.contains(member)) {
        noticed.add(member);
        notices.accept(member.name() + " (" + member.place() + ") is lost: " + member.departure());
      }
    }
  }

  /// Ends all workers' parts.
  @Override
  public void close() {
    send(new CrewMessage.End());
    members.forEach(CrewMember::close);
  }
}

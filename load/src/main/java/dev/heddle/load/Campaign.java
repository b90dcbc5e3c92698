package dev.heddle.load;

import dev.heddle.load.RunObserver.Progress;
import dev.heddle.load.proc.Listeners;
import dev.heddle.load.proc.ServerProcess;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.Timeline;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Carries out a plan: connects, warms up, measures slice by slice, disconnects. If the plan takes
/// turns, all of it is repeated for each slice.
///
/// Belongs to the thread that runs it, which mostly waits.
public final class Campaign {
  private static final long TICK_NANOS = 1_000_000_000;
  private static final long HOUR = 3_600_000_000_000L;

  private final Plan plan;
  private final Fleets fleets;
  private final RunObserver watcher;
  private final Consumer<ServerProcess> beforeLook;
  private final long totalNanos;
  private final long origin = System.nanoTime();
  private final List<Running> running;
  private final List<Running> working;
  private long doneNanos;
  private long lastReport = System.nanoTime();
  private long errors;

  /// One target while it is loaded.
  private static final class Running {
    final Target target;
    final @Nullable ServerProcess process;
    final Tally around = new Tally(false, new Timeline(System.nanoTime(), HOUR));
    final List<Sample> samples = new ArrayList<>();
    @Nullable Fleet fleet;
    Run.@Nullable Memory memory;
    int opened;
    int answered;
    double capacity;

    Running(Target target) {
      this.target = target;
      this.process = process(target);
    }

    Fleet fleet() {
      return Objects.requireNonNull(fleet);
    }

    void close() {
      if (fleet != null) {
        fleet.close();
        fleet = null;
      }
    }

    Run.OfTarget result(List<Sample> samples) {
      Long pid = process == null ? null : (Long) process.pid();
      return new Run.OfTarget(target, pid, opened, answered, around, memory, samples);
    }
  }

  /// One whose connections are in this process.
  ///
  /// @param beforeLook called before a server's memory is read; it may collect the server's garbage
  public Campaign(Plan plan, RunObserver watcher, Consumer<ServerProcess> beforeLook) {
    this(plan, Fleets.HERE, watcher, beforeLook);
  }

  /// @param fleets make the connections
  /// @param beforeLook called before a server's memory is read; it may collect the server's garbage
  public Campaign(
      Plan plan, Fleets fleets, RunObserver watcher, Consumer<ServerProcess> beforeLook) {
    this.plan = plan;
    this.fleets = fleets;
    this.watcher = watcher;
    this.beforeLook = beforeLook;
    this.running = plan.targets().stream().map(Running::new).toList();
    this.working = new ArrayList<>(running);
    long warmups = (long) running.size() * (plan.inTurns() ? Math.max(1, plan.rounds()) : 1);
    this.totalNanos = Math.max(1, warmups * plan.warmup().toNanos() + measuredNanos());
  }

  private long measuredNanos() {
    long targets = plan.targets().size();
    return switch (plan.pacing()) {
      case Pacing.FindMax search -> targets * Search.MOST_TRIES * plan.slice().toNanos();
      case Pacing.Ramp ramp -> targets * plan.duration().toNanos();
      default ->
          plan.rounds() == 0
              ? targets * plan.duration().toNanos()
              : targets * plan.rounds() * plan.slice().toNanos();
    };
  }

  /// Carries it out. If the watcher ends it early, this returns the results so far; if no
  /// connection could be opened, a run without samples, at once.
  ///
  /// @return one run for each rate; none if not even the warm-up was over
  /// @throws LoadFailedException if something fails that is no server's fault: memory, say
  public List<Run> run() throws InterruptedException {
    try {
      if (!plan.inTurns()) {
        for (Running target : running) {
          connect(target);
        }
        if (nobodyIsThere()) {
          return fleets.settle(List.of(new Run(plan.connections(), 0, results())));
        }
        for (Running target : List.copyOf(working)) {
          warmUp(target);
        }
      }
      List<Run> runs = isOver() ? List.of() : measure();
      running.forEach(this::disconnect);
      return fleets.settle(runs);
    } catch (Error e) {
      throw new LoadFailedException(e);
    } finally {
      running.forEach(Running::close);
    }
  }

  private static @Nullable ServerProcess process(Target target) {
    Long given = target.pid();
    OptionalLong pid =
        given != null
            ? OptionalLong.of(given)
            : target.transport() == Target.Scheme.UDP
                ? Listeners.datagrams((InetSocketAddress) target.address())
                : Listeners.stream(target.address());
    return pid.isPresent() ? new ServerProcess(pid.getAsLong()) : null;
  }

  private void connect(Running target) throws InterruptedException {
    if (isOver()) {
      return;
    }
    long errorsBefore = target.around.errors();
    boolean first = target.memory == null;
    OptionalLong before = first ? resident(target) : OptionalLong.empty();
    report(target, "connecting", 0, 0, target.around.latency(), errors, null);
    Fleet fleet = fleets.fleet(plan, target.target, target.process, origin);
    target.fleet = fleet;
    target.opened = fleet.connect(plan.connectRate(), target.around, this::isOver);
    if (plan.workload().reconnect()) {
      return;
    }
    if (target.opened > 0) {
      greet(target, fleet);
    }
    errors += target.around.errors() - errorsBefore;
    if (isOver()) {
      return;
    }
    target.answered = fleet.answeredConnections();
    OptionalLong with = first ? resident(target) : OptionalLong.empty();
    ServerProcess process = target.process;
    if (before.isPresent() && with.isPresent() && process != null) {
      long threads = process.threads().orElse(0);
      target.memory =
          new Run.Memory(before.getAsLong(), with.getAsLong(), target.answered, threads);
    }
    if (plan.onlyWhoHolds() && target.answered < plan.connections()) {
      working.remove(target);
      disconnect(target);
    }
  }

  private boolean nobodyIsThere() {
    return !isOver()
        && !plan.workload().reconnect()
        && running.stream().allMatch(target -> target.opened == 0);
  }

  /// One request on each connection.
  private void greet(Running target, Fleet fleet) throws InterruptedException {
    var patience = plan.workload().timeout().multipliedBy(2);
    target.around.add(fleet.greet(patience, this::isOver));
  }

  private void disconnect(Running target) {
    if (target.fleet != null) {
      target.fleet.disconnect(target.around);
      target.close();
    }
  }

  /// Whether the run was ended early.
  private boolean isOver() {
    return watcher.isOver();
  }

  private OptionalLong resident(Running target) {
    ServerProcess process = target.process;
    if (process == null) {
      return OptionalLong.empty();
    }
    beforeLook.accept(process);
    return process.residentBytes();
  }

  private void warmUp(Running target) throws InterruptedException {
    if (isOver() || target.fleet == null || plan.warmup().isZero()) {
      return;
    }
    double rate = plan.pacing() instanceof Pacing.AtRate paced ? paced.rate() : 0;
    Sample warm = slice(target, rate, plan.warmup(), Long.MAX_VALUE, "warming up");
    target.capacity = warm.answersPerSecond();
  }

  private List<Run> measure() throws InterruptedException {
    return switch (plan.pacing()) {
      case Pacing.WhenAnswered answered -> rounds(0);
      case Pacing.AtRate paced -> rounds(paced.rate());
      case Pacing.Ramp ramp -> ramp(ramp);
      case Pacing.FindMax search -> search(search);
    };
  }

  /// Another target begins in each round, since the order may matter.
  private List<Run> rounds(double rate) throws InterruptedException {
    Duration length = plan.rounds() == 0 ? plan.duration() : plan.slice();
    for (int round = 0; round < Math.max(1, plan.rounds()); round++) {
      var order = new ArrayList<>(working);
      Collections.rotate(order, -round);
      for (Running target : order) {
        if (!isOver()) {
          turn(target, rate, length);
        }
      }
    }
    if (isOver() && running.stream().allMatch(target -> target.samples.isEmpty())) {
      return List.of();
    }
    return List.of(new Run(plan.connections(), rate, results()));
  }

  private List<Run.OfTarget> results() {
    return running.stream().map(target -> target.result(target.samples)).toList();
  }

  private void turn(Running target, double rate, Duration length) throws InterruptedException {
    long requests = plan.requests() == Long.MAX_VALUE ? plan.requests() : left(target);
    if (plan.inTurns() && requests > 0) {
      connect(target);
      warmUp(target);
    }
    if (!isOver() && target.fleet != null && requests > 0) {
      target.samples.add(slice(target, rate, length, requests, "measuring"));
    }
    if (plan.inTurns()) {
      disconnect(target);
    }
  }

  private long left(Running target) {
    long sent = target.samples.stream().mapToLong(sample -> sample.tally().sent()).sum();
    return plan.requests() - sent;
  }

  private List<Run> ramp(Pacing.Ramp ramp) throws InterruptedException {
    var runs = new ArrayList<Run>();
    Duration length = plan.duration().dividedBy(ramp.steps());
    for (int step = 0; step < ramp.steps() && !isOver(); step++) {
      double rate = ramp.rate(step);
      var results = new ArrayList<Run.OfTarget>();
      for (Running target : working) {
        if (!isOver()) {
          String phase = "offering " + Math.round(rate) + "/s";
          Sample sample = slice(target, rate, length, Long.MAX_VALUE, phase);
          results.add(target.result(List.of(sample)));
        }
      }
      runs.add(new Run(plan.connections(), rate, results));
    }
    return runs;
  }

  private List<Run> search(Pacing.FindMax condition) throws InterruptedException {
    var runs = new ArrayList<Run>();
    for (Running target : working) {
      var search = new Search(target.capacity);
      while (!isOver() && search.goesOn()) {
        double rate = search.next();
        String phase = "trying " + Math.round(rate) + "/s";
        Sample sample = slice(target, rate, plan.slice(), Long.MAX_VALUE, phase);
        search.tried(rate, Search.keepsUp(sample) && condition.holds().test(sample));
        var result = target.result(List.of(sample));
        runs.add(new Run(plan.connections(), rate, List.of(result)));
      }
    }
    return runs;
  }

  private Sample slice(Running target, double rate, Duration length, long requests, String phase)
      throws InterruptedException {
    long begin = System.nanoTime();
    Sample sample =
        target
            .fleet()
            .slice(
                rate,
                length,
                requests,
                recent -> {
                  long now = System.nanoTime();
                  if (now - lastReport >= TICK_NANOS && now - begin >= TICK_NANOS) {
                    Fleet.Recent seen = recent.get();
                    var interval = seen.interval();
                    double speed = interval.answers() / seen.seconds();
                    long all = errors + seen.errors();
                    report(
                        target, phase, now - begin, speed, interval.latency(), all, seen.example());
                  }
                  return isOver();
                });
    doneNanos += length.toNanos();
    errors += sample.tally().errors();
    if (System.nanoTime() - lastReport >= TICK_NANOS) { // slices may be shorter than that
      Tally tally = sample.tally();
      double speed = sample.answersPerSecond();
      report(target, phase, 0, speed, tally.latency(), errors, tally.lastExample());
    }
    return sample;
  }

  private void report(
      Running target,
      String phase,
      long nanos,
      double answersPerSecond,
      Histogram latency,
      long errors,
      @Nullable String example) {
    lastReport = System.nanoTime();
    watcher.saw(
        new Progress(
            target.target.name(),
            phase,
            Math.min(1, (double) (doneNanos + nanos) / totalNanos),
            answersPerSecond,
            latency.getValueAtPercentile(50),
            latency.getValueAtPercentile(99),
            errors,
            example));
  }
}

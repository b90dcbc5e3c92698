package dev.heddle.load;

import dev.heddle.load.Watcher.Progress;
import dev.heddle.load.proc.Listeners;
import dev.heddle.load.proc.ServerProcess;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.Timeline;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Carries out a plan: connects, warms up, measures slice by slice, says farewell.
///
/// Belongs to the thread that runs it, which mostly waits.
public final class Campaign {
  private static final long TICK_NANOS = 1_000_000_000;
  private static final long HOUR = 3_600_000_000_000L;

  private final Plan plan;
  private final Watcher watcher;
  private final Consumer<ServerProcess> beforeLook;
  private final long totalNanos;
  private final List<Running> running = new ArrayList<>();
  private final List<Running> working = new ArrayList<>();
  private long doneNanos;
  private long lastReport = System.nanoTime();
  private long errors;
  private boolean over;

  /// One target while it is loaded.
  private static final class Running {
    final Fleet.Crowd crowd;
    final Tally around = new Tally(false, new Timeline(System.nanoTime(), HOUR));
    final List<Sample> samples = new ArrayList<>();
    Run.@Nullable Memory memory;
    int opened;
    int answered;
    double capacity;

    Running(Fleet.Crowd crowd) {
      this.crowd = crowd;
    }

    Run.OfTarget result(List<Sample> samples) {
      ServerProcess process = crowd.process();
      return new Run.OfTarget(
          crowd.target(),
          process == null ? null : process.pid(),
          opened,
          answered,
          around,
          memory,
          samples);
    }
  }

  /// @param beforeLook is called before a look at a server's memory, which it may tidy up
  public Campaign(Plan plan, Watcher watcher, Consumer<ServerProcess> beforeLook) {
    this.plan = plan;
    this.watcher = watcher;
    this.beforeLook = beforeLook;
    long warmup = plan.warmup().toNanos() * plan.targets().size();
    this.totalNanos = Math.max(1, warmup + measuredNanos());
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

  /// Carries it out. Where the watcher ends it early, what was seen so far is returned.
  ///
  /// @return one run for each rate; none if not even the warm-up was over
  public List<Run> run() throws InterruptedException {
    try (var fleet = new Fleet(plan.workload(), plan.lanes())) {
      for (Target target : plan.targets()) {
        running.add(new Running(fleet.add(target, plan.connections(), process(target))));
      }
      for (Running target : running) {
        connect(fleet, target);
        working.add(target);
      }
      if (plan.onlyWhoHolds()) {
        leaveOut(fleet);
      }
      for (Running target : working) {
        warmUp(fleet, target);
      }
      List<Run> runs = over ? List.of() : measure(fleet);
      working.forEach(target -> fleet.disconnect(target.crowd, target.around));
      return runs;
    }
  }

  private void leaveOut(Fleet fleet) {
    for (Running target : running) {
      if (!plan.workload().reconnect() && target.answered < plan.connections()) {
        working.remove(target);
        fleet.disconnect(target.crowd, target.around);
      }
    }
  }

  private static @Nullable ServerProcess process(Target target) {
    Long given = target.pid();
    OptionalLong pid =
        given != null
            ? OptionalLong.of(given)
            : target.transport() == Target.Transport.UDP
                ? Listeners.datagrams((InetSocketAddress) target.address())
                : Listeners.stream(target.address());
    return pid.isPresent() ? new ServerProcess(pid.getAsLong()) : null;
  }

  private void connect(Fleet fleet, Running target) throws InterruptedException {
    if (over) {
      return;
    }
    OptionalLong before = resident(target);
    report(target, "connecting", 0, 0, target.around.latency(), errors, null);
    target.opened = fleet.connect(target.crowd, plan.connectRate(), target.around);
    if (plan.workload().reconnect()) {
      return;
    }
    var patience = plan.workload().timeout().multipliedBy(2);
    int connections = plan.connections();
    Sample hello = fleet.slice(target.crowd, 0, patience, connections, recent -> quit());
    target.around.add(hello.tally());
    target.answered = fleet.answeredConnections(target.crowd);
    errors += target.around.errors();
    OptionalLong with = resident(target);
    ServerProcess process = target.crowd.process();
    if (before.isPresent() && with.isPresent() && process != null) {
      target.memory =
          new Run.Memory(before.getAsLong(), with.getAsLong(), process.threads().orElse(0));
    }
  }

  private boolean quit() {
    return over |= watcher.isOver();
  }

  private OptionalLong resident(Running target) {
    ServerProcess process = target.crowd.process();
    if (process == null) {
      return OptionalLong.empty();
    }
    beforeLook.accept(process);
    return process.residentBytes();
  }

  private void warmUp(Fleet fleet, Running target) throws InterruptedException {
    if (over || plan.warmup().isZero()) {
      return;
    }
    double rate = plan.pacing() instanceof Pacing.AtRate paced ? paced.rate() : 0;
    Sample warm = slice(fleet, target, rate, plan.warmup(), Long.MAX_VALUE, "warming up");
    target.capacity = warm.answersPerSecond();
  }

  private List<Run> measure(Fleet fleet) throws InterruptedException {
    return switch (plan.pacing()) {
      case Pacing.WhenAnswered answered -> rounds(fleet, 0);
      case Pacing.AtRate paced -> rounds(fleet, paced.rate());
      case Pacing.Ramp ramp -> ramp(fleet, ramp);
      case Pacing.FindMax search -> search(fleet, search);
    };
  }

  /// Another target begins in each round, since what follows whom may matter.
  private List<Run> rounds(Fleet fleet, double rate) throws InterruptedException {
    int rounds = Math.max(1, plan.rounds());
    Duration length = plan.rounds() == 0 ? plan.duration() : plan.slice();
    int count = working.size();
    for (int round = 0; round < rounds && !over; round++) {
      for (int i = 0; i < count && !over; i++) {
        Running target = working.get((i + round) % count);
        long requests = plan.requests() == Long.MAX_VALUE ? plan.requests() : left(target);
        if (requests > 0) {
          target.samples.add(slice(fleet, target, rate, length, requests, "measuring"));
        }
      }
    }
    return List.of(
        new Run(
            plan.connections(),
            rate,
            running.stream().map(target -> target.result(target.samples)).toList()));
  }

  private long left(Running target) {
    long sent = target.samples.stream().mapToLong(sample -> sample.tally().sent()).sum();
    return plan.requests() - sent;
  }

  private List<Run> ramp(Fleet fleet, Pacing.Ramp ramp) throws InterruptedException {
    var runs = new ArrayList<Run>();
    Duration length = plan.duration().dividedBy(ramp.steps());
    for (int step = 0; step < ramp.steps() && !over; step++) {
      double rate = ramp.rate(step);
      var results = new ArrayList<Run.OfTarget>();
      for (Running target : working) {
        if (!over) {
          String phase = "offering " + Math.round(rate) + "/s";
          Sample sample = slice(fleet, target, rate, length, Long.MAX_VALUE, phase);
          results.add(target.result(List.of(sample)));
        }
      }
      runs.add(new Run(plan.connections(), rate, results));
    }
    return runs;
  }

  private List<Run> search(Fleet fleet, Pacing.FindMax condition) throws InterruptedException {
    var runs = new ArrayList<Run>();
    for (Running target : working) {
      var search = new Search(target.capacity);
      while (!over && search.goesOn()) {
        double rate = search.next();
        String phase = "trying " + Math.round(rate) + "/s";
        Sample sample = slice(fleet, target, rate, plan.slice(), Long.MAX_VALUE, phase);
        search.tried(rate, Search.keepsUp(sample) && condition.holds().test(sample));
        var result = target.result(List.of(sample));
        runs.add(new Run(plan.connections(), rate, List.of(result)));
      }
    }
    return runs;
  }

  private Sample slice(
      Fleet fleet, Running target, double rate, Duration length, long requests, String phase)
      throws InterruptedException {
    long begin = System.nanoTime();
    Sample sample =
        fleet.slice(
            target.crowd,
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
                report(target, phase, now - begin, speed, interval.latency(), all, seen.example());
              }
              return quit();
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
            target.crowd.target().name(),
            phase,
            Math.min(1, (double) (doneNanos + nanos) / totalNanos),
            answersPerSecond,
            latency.getValueAtPercentile(50),
            latency.getValueAtPercentile(99),
            errors,
            example));
  }
}

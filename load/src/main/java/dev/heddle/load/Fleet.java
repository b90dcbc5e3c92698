package dev.heddle.load;

import dev.heddle.load.proc.CpuTime;
import dev.heddle.load.proc.Processors;
import dev.heddle.load.proc.ServerProcess;
import dev.heddle.load.proc.StolenTime;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.Timeline;
import dev.heddle.load.stats.Timeline.Interval;
import dev.heddle.load.wire.AnswerMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The connections to a target, spread over the lanes, and what may be done with them: open them,
/// let them have a slice, close them.
///
/// Belongs to the thread that runs the load.
final class Fleet implements AutoCloseable {
  private static final long LEAD_NANOS = 2_000_000;
  private static final long LOOK_MILLIS = 200;
  private static final long SHORTEST_INTERVAL = 100_000_000;
  private static final int MOST_INTERVALS = 600;

  private static final ServerProcess OWN = new ServerProcess(ProcessHandle.current().pid());

  private final List<Lane> lanes = new ArrayList<>();
  private final @Nullable ServerProcess process;
  private final int connections;
  private final long origin;

  /// Observes a slice, many times a second.
  @FunctionalInterface
  interface Onlooker {
    /// @param recent receives the figures of the last second
    /// @return whether the slice is to end now
    boolean look(Supplier<Recent> recent);
  }

  /// What a slice has shown in about the last second.
  ///
  /// @param errors in all of the slice
  record Recent(Interval interval, double seconds, long errors, @Nullable String example) {}

  /// Starts the lanes; the connections are closed as yet.
  ///
  /// @param process of the target, if known
  /// @param origin the beginning of the run, by `System.nanoTime()`
  Fleet(Plan plan, Target target, @Nullable ServerProcess process, long origin) {
    this.process = process;
    this.connections = plan.connections();
    this.origin = origin;
    try {
      startLanes(plan, target);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void startLanes(Plan plan, Target target) {
    int count = plan.lanes();
    boolean paced = !(plan.pacing() instanceof Pacing.WhenAnswered) && !Processors.single();
    int first = 0;
    int loops = count * plan.targets().size();
    for (int i = 0; i < count; i++) {
      int size = connections / count + (i < connections % count ? 1 : 0);
      var memory = AnswerMemory.ofHeap(loops);
      lanes.add(new Lane(plan.workload(), paced, target, memory, first, size));
      first += size;
    }
  }

  /// Opens the connections.
  ///
  /// @param rate connections a second; 0 for as fast as they come
  /// @param over whether no more are wanted
  /// @return how many could be opened
  int connect(double rate, Tally into, BooleanSupplier over) throws InterruptedException {
    long between = rate == 0 ? 0 : (long) (1e9 / rate * lanes.size());
    var tallies = newTallies(false, System.nanoTime(), Duration.ofMinutes(1));
    var results = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < lanes.size(); i++) {
      results.add(lanes.get(i).connect(between, tallies.get(i)));
    }
    var all = CompletableFuture.allOf(results.toArray(new CompletableFuture<?>[0]));
    while (!isDone(all)) {
      if (over.getAsBoolean()) {
        lanes.forEach(Lane::stopConnecting);
      }
    }
    int opened = results.stream().mapToInt(CompletableFuture::join).sum();
    tallies.forEach(into::add);
    return opened;
  }

  /// Lets the connections have a slice; returns when it is over and all its requests are, too.
  ///
  /// @param rate requests a second over all connections; 0: whenever one is answered
  /// @param requests how many at the most
  Sample slice(double rate, Duration length, long requests, Onlooker onlooker)
      throws InterruptedException {
    long start = System.nanoTime() + LEAD_NANOS;
    long end = start + length.toNanos();
    List<Tally> tallies = newTallies(rate > 0, start, length);
    Optional<CpuTime> cpuBefore = cpu();
    Optional<CpuTime> ownCpuBefore = OWN.cpuTime();
    StolenTime stolenBefore = StolenTime.now();
    var slices = new ArrayList<Slice>();
    var running = new ArrayList<CompletableFuture<Void>>();
    double share = rate / connections;
    for (int i = 0; i < lanes.size(); i++) {
      int size = lanes.get(i).size();
      double offset = (double) i / lanes.size();
      long most = requests == Long.MAX_VALUE ? requests : part(requests, i);
      var slice = new Slice(tallies.get(i), start, end, share * size, offset, size, most);
      slices.add(slice);
      running.add(lanes.get(i).run(slice));
    }
    var all = CompletableFuture.allOf(running.toArray(new CompletableFuture<?>[0]));
    boolean cut = false;
    while (!isDone(all)) {
      if (!cut && onlooker.look(() -> recent(tallies))) {
        cut(slices);
        cut = true;
      }
    }
    Tally tally = newTally(rate > 0, start, length);
    tallies.forEach(tally::add); // nobody counts any more
    long last = slices.stream().mapToLong(Slice::end).max().orElse(end);
    long stopped = tally.sent() >= requests ? tally.lastAnswer() : last;
    return new Sample(
        start - origin,
        (stopped - start) / 1e9,
        rate,
        tally,
        difference(cpuBefore, cpu()),
        Objects.requireNonNullElse(difference(ownCpuBefore, OWN.cpuTime()), 0L),
        StolenTime.now().partSince(stolenBefore));
  }

  /// Waits a moment for that.
  ///
  /// @throws LoadFailedException if it can never be done
  private boolean isDone(CompletableFuture<Void> all) throws InterruptedException {
    boolean done = false;
    try {
      all.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      done = true;
    } catch (TimeoutException e) {
      // Not yet.
    } catch (ExecutionException e) {
      throw new LoadFailedException(e.getCause() == null ? e : e.getCause());
    }
    lanes.forEach(Lane::requireSound);
    return done;
  }

  private void cut(List<Slice> slices) {
    long now = System.nanoTime();
    for (int i = 0; i < slices.size(); i++) {
      Slice slice = slices.get(i);
      lanes
          .get(i)
          .call(() -> {
            slice.cut(now);
            return true;
          });
    }
  }

  private long part(long requests, int lane) {
    return requests / lanes.size() + (lane < requests % lanes.size() ? 1 : 0);
  }

  private List<Tally> newTallies(boolean paced, long start, Duration length) {
    return lanes.stream().map(lane -> newTally(paced, start, length)).toList();
  }

  private static Tally newTally(boolean paced, long start, Duration length) {
    long interval = Math.max(SHORTEST_INTERVAL, length.toNanos() / MOST_INTERVALS);
    return new Tally(paced, new Timeline(start, interval));
  }

  private Recent recent(List<Tally> tallies) {
    Timeline timeline = tallies.getFirst().timeline();
    var sum = new Timeline(timeline.start(), timeline.length()).recent(timeline.start(), 0);
    long now = System.nanoTime();
    int count = (int) Math.max(1, 1_000_000_000 / timeline.length());
    long errors = 0;
    String example = null;
    for (int i = 0; i < lanes.size(); i++) {
      Tally tally = tallies.get(i);
      Recent seen =
          lanes
              .get(i)
              .call(() ->
                  new Recent(
                      tally.timeline().recent(now, count), 0, tally.errors(), tally.lastExample()));
      sum.add(seen.interval());
      errors += seen.errors();
      example = seen.example() == null ? example : seen.example();
    }
    long passed = Math.clamp((now - timeline.start()) / timeline.length(), 1, count);
    return new Recent(sum, passed * timeline.length() / 1e9, errors, example);
  }

  /// How many of the connections were ever answered.
  int answeredConnections() {
    return lanes.stream().mapToInt(Lane::answeredConnections).sum();
  }

  /// Closes the connections for good; what still comes to them is counted.
  void disconnect(Tally into) {
    var tally = newTally(false, System.nanoTime(), Duration.ofMinutes(1));
    lanes.forEach(lane -> lane.disconnect(tally));
    lanes.forEach(Lane::requireSound);
    into.add(tally);
  }

  private Optional<CpuTime> cpu() {
    return process == null ? Optional.empty() : process.cpuTime();
  }

  private static @Nullable Long difference(Optional<CpuTime> before, Optional<CpuTime> after) {
    return before.isPresent() && after.isPresent()
        ? (Long) after.get().nanosSince(before.get())
        : null;
  }

  @Override
  public void close() {
    lanes.forEach(Lane::close);
  }
}

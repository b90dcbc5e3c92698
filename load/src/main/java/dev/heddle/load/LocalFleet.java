package dev.heddle.load;

import dev.heddle.load.proc.CpuTime;
import dev.heddle.load.proc.ServerProcess;
import dev.heddle.load.proc.StolenTime;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.Timeline;
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
import org.jspecify.annotations.Nullable;

/// A fleet in this process, spread over lanes.
///
/// Belongs to the thread that runs the load.
public final class LocalFleet implements Fleet {
  /// How long before its beginning a slice should be asked for.
  public static final long LEAD_NANOS = 2_000_000;

  private static final long LOOK_MILLIS = 200;
  private static final long SHORTEST_INTERVAL = 100_000_000;
  private static final int MOST_INTERVALS = 600;

  private static final ServerProcess OWN = new ServerProcess(ProcessHandle.current().pid());

  private final List<Lane> lanes = new ArrayList<>();
  private final List<Portion> portions;
  private final @Nullable ServerProcess process;
  private final int connections;
  private final long origin;

  /// Starts the lanes; the connections are closed as yet.
  ///
  /// @param connections to the target in all processes
  /// @param process of the target, if known
  /// @param origin the beginning of the run, by `System.nanoTime()`
  public LocalFleet(
      Workload workload,
      int connections,
      Lanes lanes,
      Target target,
      @Nullable ServerProcess process,
      long origin) {
    this.process = process;
    this.connections = connections;
    this.portions = lanes.portions();
    this.origin = origin;
    try {
      for (Portion portion : portions) {
        var memory = AnswerMemory.ofHeap(lanes.loops());
        this.lanes.add(new Lane(workload, lanes.awake(), target, memory, portion));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  @Override
  public int connect(double rate, Tally into, BooleanSupplier over) throws InterruptedException {
    double between = rate == 0 ? 0 : 1e9 / rate;
    var tallies = newTallies(false, System.nanoTime(), Duration.ofMinutes(1));
    var results = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < lanes.size(); i++) {
      Portion portion = portions.get(i);
      long delay = (long) (between * portion.index());
      results.add(lanes.get(i).connect(delay, (long) (between * portion.lanes()), tallies.get(i)));
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

  @Override
  public Tally greet(Duration patience, BooleanSupplier over) throws InterruptedException {
    long start = System.nanoTime() + LEAD_NANOS;
    return greet(start, patience, recent -> over.getAsBoolean()).tally();
  }

  /// The same, with a beginning that others have, too.
  ///
  /// @param start when it begins, by `System.nanoTime()`
  public Sample greet(long start, Duration patience, Onlooker onlooker)
      throws InterruptedException {
    return slice(start, 0, patience, Long.MAX_VALUE, true, onlooker);
  }

  @Override
  public Sample slice(double rate, Duration length, long requests, Onlooker onlooker)
      throws InterruptedException {
    return slice(System.nanoTime() + LEAD_NANOS, rate, length, requests, onlooker);
  }

  /// The same, with a beginning that others have, too. What is asked for too late begins at once,
  /// and its requests were due from the beginning on.
  ///
  /// @param start when it begins, by `System.nanoTime()`
  /// @param rate requests a second over all connections to the target, in all processes
  /// @param requests how many at the most, likewise
  public Sample slice(long start, double rate, Duration length, long requests, Onlooker onlooker)
      throws InterruptedException {
    return slice(start, rate, length, requests, false, onlooker);
  }

  private Sample slice(
      long start, double rate, Duration length, long requests, boolean once, Onlooker onlooker)
      throws InterruptedException {
    long end = start + length.toNanos();
    List<Tally> tallies = newTallies(rate > 0, start, length);
    Optional<CpuTime> cpuBefore = cpu();
    Optional<CpuTime> ownCpuBefore = OWN.cpuTime();
    StolenTime stolenBefore = StolenTime.now();
    var slices = new ArrayList<Slice>();
    var running = new ArrayList<CompletableFuture<Void>>();
    double share = rate / connections;
    long most = 0;
    for (int i = 0; i < lanes.size(); i++) {
      var slice = new Slice(tallies.get(i), start, end, share, portions.get(i), requests, once);
      most += portions.get(i).requests(requests);
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
    boolean allSent = requests < Long.MAX_VALUE && tally.sent() >= most;
    long stopped = allSent ? tally.lastAnswer() : last;
    return new Sample(
        start - origin,
        (stopped - start) / 1e9,
        rate,
        tally,
        CpuTime.between(cpuBefore, cpu()),
        Objects.requireNonNullElse(CpuTime.between(ownCpuBefore, OWN.cpuTime()), 0L),
        StolenTime.now().partSince(stolenBefore),
        slices.stream().mapToLong(Slice::begunLate).max().orElse(0));
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

  @Override
  public int answeredConnections() {
    return lanes.stream().mapToInt(Lane::answeredConnections).sum();
  }

  @Override
  public void disconnect(Tally into) {
    var tally = newTally(false, System.nanoTime(), Duration.ofMinutes(1));
    lanes.forEach(lane -> lane.disconnect(tally));
    lanes.forEach(Lane::requireSound);
    into.add(tally);
  }

  private Optional<CpuTime> cpu() {
    return process == null ? Optional.empty() : process.cpuTime();
  }

  @Override
  public void close() {
    lanes.forEach(Lane::close);
  }
}

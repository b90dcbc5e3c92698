package dev.heddle.observe;

import dev.heddle.Activity;
import dev.heddle.LoopView;
import dev.heddle.ServerState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Watches servers from a thread of its own, while they notice nothing: takes their figures each
/// second, and finds what is wrong.
///
/// - **Stalls**: an event loop has not turned for 100 ms. Who holds it, and where.
/// - **Deadlocks**: handlers wait for each other's locks, on platform or virtual threads.
/// - **Slow handlers**: no byte has moved, and the handler still runs.
///
/// Each is logged when it begins, and when it has passed. Thread-safe.
public final class Observer implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.heddle.watchdog");
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// Looking at very many connections takes its time: no more than one hundredth of all.
  private static final long COST_FACTOR = 100;

  private final List<Target> targets;
  private final Findings findings = new Findings();
  private final StallWatch stalls = new StallWatch(this::connections, findings);
  private final SlowWatch slow;
  private final DeadlockWatch deadlocks;
  private final History.Recorder history = new History.Recorder();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final long interval;
  private final Thread thread;
  private volatile List<ServiceMeter> services = List.of();
  private volatile @Nullable LoopMeter loopMeter;
  private volatile List<LoopView> loops = List.of();

  private Observer(List<Target> targets, Duration slow, Duration every) {
    this.targets = List.copyOf(targets);
    this.slow = new SlowWatch(slow, findings);
    this.interval = every.toNanos();
    this.deadlocks = new DeadlockWatch(findings, interval);
    this.thread = Thread.ofPlatform().name("heddle-observer").daemon().unstarted(this::run);
  }

  /// Begins to watch.
  ///
  /// @param slow for how long a handler may be at something without a byte moving before it is
  ///   named
  public static Observer start(List<Target> targets, Duration slow) {
    return start(targets, slow, SECOND);
  }

  /// @param every how often to look at services and connections
  static Observer start(List<Target> targets, Duration slow, Duration every) {
    if (slow.isNegative() || slow.isZero()) {
      throw new IllegalArgumentException("slow must be more than zero: " + slow);
    }
    var observer = new Observer(targets, slow, every);
    observer.thread.start();
    return observer;
  }

  /// Stops watching. Does nothing the second time.
  @Override
  public void close() {
    stop.countDown();
  }

  private void run() {
    try {
      loops = currentLoops();
      long now = System.nanoTime();
      List<ServiceMeter> meters = new ArrayList<>();
      for (Target target : targets) {
        meters.add(new ServiceMeter(target, now));
      }
      services = meters;
      long next = now + interval;
      long nextConnections = next;
      while (!stop.await(untilNext(next), TimeUnit.NANOSECONDS)) {
        now = System.nanoTime();
        safely(this::lookAtLoops);
        if (now >= next) {
          next += interval * (1 + (now - next) / interval);
          safely(this::lookAtServices);
        }
        if (now >= nextConnections) {
          long before = System.nanoTime();
          safely(this::lookAtConnections);
          long cost = System.nanoTime() - before;
          nextConnections = now + Math.max(interval, COST_FACTOR * cost);
        }
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it.
    }
  }

  private long untilNext(long next) {
    long left = Math.max(0, next - System.nanoTime());
    return loops.isEmpty() ? left : Math.min(left, StallWatch.INTERVAL_NANOS);
  }

  /// What one look fails with must not end the others.
  private static void safely(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a look at the servers failed", e);
    }
  }

  private void lookAtLoops() {
    List<LoopView> current = loops;
    if (!current.isEmpty()) {
      stalls.look(current, System.nanoTime());
    }
  }

  private void lookAtServices() {
    long now = System.nanoTime();
    loops = currentLoops();
    LoopMeter meter = loopMeter;
    if (meter == null && !loops.isEmpty()) {
      meter = new LoopMeter();
      loopMeter = meter;
    }
    Map<String, @Nullable Double> values = new LinkedHashMap<>();
    for (ServiceMeter service : services) {
      add(values, service, service.look(now).active());
    }
    if (meter != null) {
      meter.look(loops, now);
      for (LoopView loop : loops) {
        values.put(loop.name() + " load", meter.load(loop));
      }
    }
    history.add(System.currentTimeMillis() / 1000, values);
  }

  private static void add(
      Map<String, @Nullable Double> values, ServiceMeter service, double active) {
    String key = service.target().name() + '/' + service.target().protocol() + ' ';
    Status.Rates rates = service.rates();
    values.put(key + "connections", active);
    values.put(key + "answers", rates.messagesOut());
    values.put(key + "in", rates.bytesIn());
    values.put(key + "out", rates.bytesOut());
    values.put(key + "p50", micros(rates.p50Nanos()));
    values.put(key + "p99", micros(rates.p99Nanos()));
  }

  private static @Nullable Double micros(@Nullable Long nanos) {
    return nanos == null ? null : nanos / 1e3;
  }

  private void lookAtConnections() {
    long now = System.nanoTime();
    List<Who> running = new ArrayList<>();
    for (Who who : connections()) {
      who.connection().unchangedSince(now);
      if (who.connection().activity() == Activity.RUNNING) {
        running.add(who);
      }
    }
    slow.look(running, now);
    deadlocks.look(running, now);
  }

  private List<LoopView> currentLoops() {
    var all = new LinkedHashSet<LoopView>(); // services may share them
    targets.forEach(target -> all.addAll(target.loops()));
    return List.copyOf(all);
  }

  private List<Who> connections() {
    List<Who> all = new ArrayList<>();
    for (Target target : targets) {
      target.connections().forEach(connection -> all.add(new Who(target, connection)));
    }
    return all;
  }

  /// The servers that are watched.
  public List<Target> targets() {
    return targets;
  }

  /// Whether all of them are running.
  public boolean isReady() {
    return targets.stream().allMatch(target -> target.state() == ServerState.RUNNING);
  }

  /// What has been found wrong lately, the oldest first.
  public List<Finding> findings() {
    return findings.list();
  }

  /// The figures of the last minutes.
  public History history() {
    return history.all();
  }

  /// What there is to see now.
  ///
  /// @param most how many connections to tell of; the lines of their handlers are what costs
  public Status status(Order order, int most) {
    List<Who> connections = connections();
    return new Snapshot(this, connections, order, most).take();
  }

  /// Closes a connection, so that its peer sees a reset.
  ///
  /// @return false if there is none of that number
  public boolean abort(long connection) {
    for (Who who : connections()) {
      if (who.connection().id() == connection) {
        who.connection().abort();
        return true;
      }
    }
    return false;
  }

  /// The loops as they were a second ago at the most.
  List<LoopView> loops() {
    return loops;
  }

  double load(LoopView loop) {
    LoopMeter meter = loopMeter;
    return meter == null ? 0 : meter.load(loop);
  }

  long longestStallNanos(LoopView loop) {
    return stalls.longest(loop);
  }

  Status.Rates rates(Target target) {
    for (ServiceMeter service : services) {
      if (service.target().equals(target)) {
        return service.rates();
      }
    }
    return Status.Rates.NONE;
  }
}

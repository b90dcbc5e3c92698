package dev.heddle.observe;

import dev.heddle.Activity;
import dev.heddle.LoopView;
import dev.heddle.ServerState;
import dev.heddle.text.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Watches servers from a thread of its own, without disturbing them: samples their figures each
/// second, and finds faults.
///
/// - **Stalls**: an event loop has not turned for 100 ms. Reports the connection that blocks it,
///   and the line.
/// - **Deadlocks**: handlers wait for each other's locks, on platform or virtual threads.
/// - **Slow handlers**: no byte has moved, and the handler still runs.
///
/// Each is logged when it begins, and when it has passed. Thread-safe.
public final class Observer implements AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// Looking at very many connections takes its time: no more than one hundredth of all.
  private static final long COST_FACTOR = 100;

  /// After this many intervals without a sample, its figures are out of date.
  private static final long STALE_INTERVALS = 10;

  private final List<ObservedServer> targets;
  private final Findings findings = new Findings();
  private final StallWatch stalls = new StallWatch(this::connections, findings);
  private final SlowWatch slow;
  private final DeadlockWatch deadlocks;
  private final History.Recorder history = new History.Recorder();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final long interval;
  private final Thread thread;
  private final List<ServiceMeter> services;
  private final LoopMeter loopMeter = new LoopMeter();
  private final List<Consumer<List<LoopView>>> loopListeners = new CopyOnWriteArrayList<>();
  private volatile List<LoopView> loops;
  private volatile Supplier<List<Status.NodeStatus>> nodes = List::of;
  private volatile @Nullable String leaving;
  private volatile long lastTurn;

  private Observer(List<ObservedServer> targets, Duration slow, Duration every) {
    this.targets = ObservedServer.distinct(targets);
    this.slow = new SlowWatch(slow, findings);
    this.interval = every.toNanos();
    this.deadlocks = new DeadlockWatch(findings, interval);
    this.thread = Thread.ofPlatform().name("heddle-observer").daemon().unstarted(this::run);
    this.loops = currentLoops();
    this.lastTurn = System.nanoTime();
    this.services = this.targets.stream().map(t -> new ServiceMeter(t, lastTurn)).toList();
  }

  /// Begins to watch.
  ///
  /// @param slow for how long a handler may run without a byte moving before it is reported
  public static Observer start(List<ObservedServer> targets, Duration slow) {
    return start(targets, slow, SECOND);
  }

  /// @param every how often to sample services and connections
  static Observer start(List<ObservedServer> targets, Duration slow, Duration every) {
    if (slow.isNegative() || slow.isZero()) {
      throw new IllegalArgumentException("slow must be more than zero: " + slow);
    }
    prepare();
    var observer = new Observer(targets, slow, every);
    observer.thread.start();
    return observer;
  }

  /// Loads what takes a file descriptor to load, and what would be lost to the process for good if
  /// there were none at that moment: libraries of the JDK, jars of the class path. [#start] does so
  /// by itself; a program whose servers accept connections earlier calls this before they do.
  public static void prepare() {
    Preparation.run();
  }

  /// Stops watching. Does nothing the second time.
  @Override
  public void close() {
    stop.countDown();
  }

  /// Only [#close] ends it: not an interrupt, and no failure.
  private void run() {
    var watching = new ObserverStep("watching", this::watch);
    while (stop.getCount() > 0) {
      watching.run();
    }
  }

  private void watch() {
    var loopStep = new ObserverStep("sampling the loops", this::lookAtLoops);
    var serviceStep = new ObserverStep("sampling the services", this::lookAtServices);
    var connectionStep = new ObserverStep("sampling the connections", this::lookAtConnections);
    long next = System.nanoTime() + interval;
    long nextConnections = next;
    while (!isStopped(untilNext(next))) {
      long now = System.nanoTime();
      loopStep.run();
      if (now >= next) {
        next += interval * (1 + (now - next) / interval);
        serviceStep.run();
      }
      if (now >= nextConnections) {
        long before = System.nanoTime();
        connectionStep.run();
        long cost = System.nanoTime() - before;
        nextConnections = now + Math.max(interval, COST_FACTOR * cost);
      }
      lastTurn = System.nanoTime();
    }
  }

  private boolean isStopped(long nanos) {
    try {
      return stop.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return stop.getCount() == 0; // nobody has reason to interrupt it
    }
  }

  private long untilNext(long next) {
    long left = Math.max(0, next - System.nanoTime());
    return loops.isEmpty() ? left : Math.min(left, StallWatch.INTERVAL_NANOS);
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
    Map<String, @Nullable Double> values = new LinkedHashMap<>();
    for (ServiceMeter service : services) {
      add(values, service, service.look(now).active());
    }
    loopMeter.look(loops, now);
    for (LoopView loop : loops) {
      values.put(loop.name() + " load", loopMeter.load(loop));
    }
    history.add(System.currentTimeMillis() / 1000, values);
    loopListeners.forEach(listener -> listener.accept(loops));
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
    List<TargetConnection> running = new ArrayList<>();
    for (TargetConnection who : connections()) {
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

  private List<TargetConnection> connections() {
    List<TargetConnection> all = new ArrayList<>();
    for (ObservedServer target : targets) {
      target.connections().forEach(connection -> all.add(new TargetConnection(target, connection)));
    }
    return all;
  }

  /// The servers that are watched.
  public List<ObservedServer> targets() {
    return targets;
  }

  /// Whether all of them are running, and are watched.
  public boolean isReady() {
    return troubles().isEmpty();
  }

  /// From now on it is not ready, though all servers run: load balancers that poll `/readyz` send
  /// new clients elsewhere. For the time before a drain.
  ///
  /// @param why said by `/readyz`
  public void leave(String why) {
    leaving = why;
  }

  /// Why it is not ready: each service that is not running, whether the observer has stopped, and
  /// what [#leave] said. Empty if all is well.
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    String why = leaving;
    if (why != null) {
      troubles.add(why);
    }
    for (ObservedServer target : targets) {
      ServerState state = target.state();
      if (state != ServerState.RUNNING) {
        troubles.add(target.name() + " is " + state.name().toLowerCase(Locale.ROOT));
      }
    }
    long since = System.nanoTime() - lastTurn;
    if (!thread.isAlive()) {
      troubles.add("the observer has ended");
    } else if (since > STALE_INTERVALS * interval) {
      troubles.add("the observer has been stuck for " + Durations.text(since));
    }
    return troubles;
  }

  /// How many findings there were in all.
  long findingsSoFar() {
    return findings.soFar();
  }

  /// Calls `listener` with the loops that there are: now on this thread, and after each sampling on
  /// the observer's. It must be quick.
  void addLoopListener(Consumer<List<LoopView>> listener) {
    loopListeners.add(listener);
    listener.accept(loops);
  }

  void removeLoopListener(Consumer<List<LoopView>> listener) {
    loopListeners.remove(listener);
  }

  /// Shows the nodes that serve the same services together with this process.
  ///
  /// @param nodes called for each status, on any thread; must not wait
  public void showNodes(Supplier<List<Status.NodeStatus>> nodes) {
    this.nodes = nodes;
  }

  List<Status.NodeStatus> nodes() {
    return nodes.get();
  }

  /// The latest findings, the oldest first.
  public List<Finding> findings() {
    return findings.list();
  }

  /// The figures of the last minutes.
  public History history() {
    return history.all();
  }

  /// What there is to see now.
  ///
  /// @param most how many connections to include; the lines of their handlers are the expensive
  ///   part
  public Status status(ConnectionOrder order, int most) {
    List<TargetConnection> connections = connections();
    return new StatusSnapshot(this, connections, order, most).take();
  }

  /// Closes a connection, so that its peer sees a reset.
  ///
  /// @return false if there is none of that number
  public boolean abort(long connection) {
    for (TargetConnection who : connections()) {
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
    return loopMeter.load(loop);
  }

  long longestStallNanos(LoopView loop) {
    return stalls.longest(loop);
  }

  Status.Rates rates(ObservedServer target) {
    for (ServiceMeter service : services) {
      if (service.target().equals(target)) {
        return service.rates();
      }
    }
    return Status.Rates.NONE;
  }
}

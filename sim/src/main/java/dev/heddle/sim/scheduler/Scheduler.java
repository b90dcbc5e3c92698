package dev.heddle.sim.scheduler;

import dev.heddle.sim.hooks.Hooks;
import dev.heddle.sim.hooks.Interceptor;
import dev.heddle.sim.runs.NotSimulatedException;
import dev.heddle.sim.runs.Stuck;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Runs a world's threads on the one platform thread that calls [#run], one at a time, in an order
/// that follows from the seed, in virtual time.
///
/// ```
///   choose one that is ready ──▶ it runs, until it stops or is preempted at a point ─┐
///   ▲                                                                               │
///   ├── timers are due: they run ◀──────────────────────────────────────────────────┤
///   └── none is ready: the time passes up to the next timer ◀───────────────────────┘
/// ```
@SuppressWarnings("ReferenceEquality") // threads and tasks have no other
public final class Scheduler {
  /// What every world's threads are started on.
  private static final WorldPool POOL = new WorldPool();

  /// If only daemons and events of the network ran for so long in virtual time, the world counts as
  /// stuck: an hour.
  private static final long PATIENCE_NANOS = 3_600_000_000_000L;

  private final long seed;
  private final Draws draws;
  private final Clock clock = new Clock();
  private final Points points = new Points(clock);
  private final Monitors monitors = new Monitors();
  private final RunDigest digest = new RunDigest();
  private final Tasks tasks = new Tasks();
  private final Settings settings = new Settings();
  private final HostStatics hostStatics = new HostStatics();
  private final ThreadStarts starts = new ThreadStarts(POOL);
  private final ResumedByJvm resumedByJvm = new ResumedByJvm();
  private final Turns turns;
  private final Thread carrier = Thread.currentThread();

  private long lastProgress;
  private @Nullable Runnable atEnd;
  private @Nullable Throwable failure;

  public Scheduler(long seed, Chooser chooser, RunListener listener) {
    this.seed = seed;
    this.turns = new Turns(this, chooser, listener, clock, points, monitors, digest);
    this.draws = new Draws(seed, turns::running);
  }

  // The world's life

  /// After so many points, the world counts as endless: 5,000,000 unless it is called.
  public void endlessAfter(long points) {
    turns.endlessAfter(points);
  }

  /// Runs `main` and all that it starts, until all threads have ended but daemons.
  public void run(Interceptor interceptor, Runnable main) {
    Jdk.prepare();
    JdkChance.Outside outside = JdkChance.enter(seed);
    settings.begin();
    POOL.serve(this);
    Hooks.enter(interceptor);
    ProgressWatch.runs(this);
    lastProgress = clock.now();
    try {
      if (Statics.have()) {
        resetStatics();
        hostStatics.clear();
      }
      tasks.beginCounting();
      JdkChance.begin(seed);
      turns.beginCounting();
      start("main", main);
      runUntilEnd();
      if (failure == null && atEnd != null) {
        start("end", atEnd);
        runUntilEnd();
      }
    } finally {
      ProgressWatch.runs(null);
      Hooks.enter(null);
      POOL.serve(null);
      settings.restore();
      outside.restore();
      tasks.left().forEach(task -> Jdk.forget(task.thread));
    }
    digest.add(points.passed());
    digest.add(clock.sinceBegin());
  }

  /// Differs from moment to moment as long as threads run, and pass points. Any thread may ask.
  long progress() {
    return (turns.taken() << 32) + Hooks.allowance();
  }

  /// As another thread sees it.
  @Nullable Task running() {
    return turns.running();
  }

  /// Whose turn it is.
  Turns turns() {
    return turns;
  }

  long seed() {
    return seed;
  }

  private void runUntilEnd() {
    while (failure == null && step()) {
      // Until nothing can run any more.
    }
    if (failure == null) {
      failure = StuckThreads.ifAny(tasks.left());
    }
  }

  /// What a thread does when all threads have ended but daemons, if the world has not failed.
  public void atEnd(Runnable look) {
    atEnd = look;
  }

  /// Runs again what initialized classes in worlds before, and the threads that it starts as far as
  /// they go meanwhile. Those classes differ from JVM to JVM, so nothing of it counts.
  private void resetStatics() {
    Thread statics = start("statics", Statics::reset);
    boolean goesOn = true;
    while (failure == null && goesOn) {
      settle();
      if (!turns.noneIsReady()) {
        run(turns.first());
      } else {
        goesOn = !Jdk.hasEnded(statics) && clock.advance();
      }
    }
    clock.begin();
    lastProgress = clock.now();
  }

  /// Starts a thread of the world, on the host of the one that calls.
  public Thread start(String name, Runnable body) {
    return starts.start(name, body);
  }

  /// Starts a thread of the world on a host.
  public Thread start(String host, String name, Runnable body) {
    return starts.start(host, name, body);
  }

  /// Starts a daemon of the world, which runs on no host: so no crash ends it.
  public void startDaemon(String name, Runnable body) {
    starts.startDaemon(name, body);
  }

  /// Ends all threads of a host where they are: none of them runs again.
  public void kill(String host) {
    hostStatics.kill(host);
    tasks.kill(
        host,
        task -> {
          turns.drop(task);
          monitors.forget(task);
          Jdk.forget(task.thread);
        });
  }

  private boolean step() {
    if (carrier.isInterrupted()) {
      fail(new Stuck("the thread that runs the world was interrupted"));
      return false;
    }
    settle();
    clock.runDue();
    if (turns.noneIsReady() && !awaitTools()) {
      return hasWork() && clock.advance();
    }
    run(turns.next());
    return true;
  }

  private boolean awaitTools() {
    return !monitors.isEmpty()
        && ToolWaits.await(
            monitors.blocked(),
            tasks.left(),
            () -> {
              settle();
              return !turns.noneIsReady();
            });
  }

  /// Whether it is worth to let time pass: a thread is left that is no daemon, and not for too long
  /// with nothing but daemons at work.
  private boolean hasWork() {
    return tasks.areNeeded() && clock.now() - lastProgress < PATIENCE_NANOS;
  }

  private void run(Task task) {
    if (task.watched) {
      monitors.forget(task);
    }
    if (!task.isDaemon()
        || task.platform instanceof ForkJoinWorkerThread) { // others may wait for it
      lastProgress = clock.now();
    }
    turns.take(task);
    if (task.preempted) {
      task.preempted = false;
    } else {
      task.stops++;
      if (task.carrier != null) { // its carrier resumes
        Task host = task.carrier;
        task.carrier = null;
        LockSupport.unpark(host.thread);
      }
    }
    if (Jdk.hasEnded(task.thread)) {
      tasks.ended(task);
    } else {
      monitors.stopped(task);
    }
  }

  /// Those that the JVM is about to resume become ready.
  void settle() {
    if (monitors.isEmpty()) {
      return;
    }
    monitors.settle();
    resumedByJvm.take(tasks).forEach(this::goOn);
  }

  private void goOn(Task task) {
    if (task.pool == null) {
      turns.makeReady(task);
    } else {
      carry(task);
    }
  }

  // What the JDK calls: a world is the scheduler of its virtual threads

  void resumed(Runnable continuation, @Nullable CarriedPool pool) {
    if (!isMine()) {
      NotSimulatedException refused = resumedByJvm.add(continuation);
      if (refused != null) {
        fail(refused);
      }
      return;
    }
    Thread thread = Jdk.threadOf(continuation);
    Task task = tasks.of(thread);
    if (task == null) {
      begin(continuation, thread, pool);
    } else if (task.pool == null || task.preempted) {
      turns.makeReady(task);
    } else {
      carry(task);
    }
  }

  private void begin(Runnable continuation, Thread thread, @Nullable CarriedPool pool) {
    Task task = create(continuation, thread, pool);
    try {
      goOn(task);
    } catch (RejectedExecutionException e) { // the application's scheduler does not start it
      tasks.ended(task);
      throw e;
    }
  }

  private Task create(Runnable continuation, Thread thread, @Nullable CarriedPool pool) {
    Task parent = turns.running();
    Thread platform = deputies().takeNext();
    Task task =
        tasks.begin(
            continuation,
            thread,
            parent,
            starts.hostOfNext(parent),
            pool,
            platform,
            starts.isNextMain());
    if (platform != null) {
      deputies().add(platform, task);
    }
    turns.started(task);
    return task;
  }

  /// Gives a virtual thread to the application's own scheduler; what that runs then takes its
  /// place.
  private void carry(Task task) {
    CarriedPool pool = task.pool;
    if (pool == null || task.dead) {
      return;
    }
    turns.undivided(() -> pool.runInApplication(() -> mount(task)));
  }

  private void mount(Task task) {
    task.carrier = turns.running();
    turns.makeReady(task);
    do {
      LockSupport.park(task);
    } while (task.carrier != null);
  }

  Clock.Timer schedule(Runnable task, long nanos) {
    return Jdk.isOwn(task) ? timer(nanos, task) : later(nanos, "timer", task);
  }

  // What the world's threads call

  boolean isMine() {
    Thread current = Thread.currentThread();
    return turns.isOf(current) || current == carrier;
  }

  /// Asks a condition of a test, which may look at what belongs to other threads.
  public boolean look(BooleanSupplier condition) {
    return turns.look(condition);
  }

  /// Stops the world: this is why. The first failure counts.
  public void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  public long random() {
    return draws.number();
  }

  Draws draws() {
    return draws;
  }

  /// Runs `work`, which must not wait, after a time.
  public void after(long nanos, Runnable work) {
    var _ = timer(nanos, work);
  }

  private Clock.Timer timer(long nanos, Runnable work) {
    points.count(turns.running());
    Clock.Timer timer = clock.after(nanos, work);
    turns.allow();
    return timer;
  }

  /// Starts a thread after a time, that runs `work` on the host of the one that calls; unless the
  /// host has crashed meanwhile.
  Clock.Timer later(long nanos, String name, Runnable work) {
    String host = host();
    int kills = tasks.kills(host);
    return timer(
        nanos,
        () -> {
          if (tasks.kills(host) == kills) {
            start(host, name, work);
          }
        });
  }

  HostStatics hostStatics() {
    return hostStatics;
  }

  Settings settings() {
    return settings;
  }

  Deputies deputies() {
    return starts.deputies();
  }

  /// Starts a platform thread as one of the world's; see [Deputies#start].
  boolean startPlatform(Thread platform, @Nullable Object container) {
    return starts.startPlatform(this, platform, container);
  }

  /// See [ThreadStarts#maker].
  Thread maker(Thread current) {
    return ThreadStarts.maker(turns.running(), current);
  }

  Thread currentThread() {
    Thread current = Thread.currentThread();
    Task task = turns.running();
    if (task == null) {
      return current;
    }
    if (current == carrier) { // the JDK is about to put a thread aside
      return task.carrier == null ? current : task.carrier.seen();
    }
    return task.seen();
  }

  /// The thread that carries the running one, if the application has a scheduler of its own.
  Thread carrierOfRunning() {
    Task task = turns.running();
    return task == null || task.carrier == null ? carrier : task.carrier.seen();
  }

  boolean isCarriedBy(Thread virtual, Thread platform) {
    Task task = turns.running();
    return task != null
        && task.thread == virtual
        && task.carrier != null
        && task.carrier.seen() == platform;
  }

  void unblocking(Thread virtual) {
    monitors.unblocking(virtual);
  }

  void unblocked(Thread virtual) {
    monitors.unblocked(virtual);
  }

  public @Nullable Throwable failure() {
    return failure;
  }

  public long nanos() {
    points.count(turns.running());
    return clock.sinceBegin();
  }

  /// The running thread does nothing for a time, and no other thread runs.
  void pass(long nanos) {
    points.count(turns.running());
    clock.pass(nanos);
    turns.allow();
  }

  long nanoTime() {
    points.count(turns.running());
    return clock.now();
  }

  long millis() {
    points.count(turns.running());
    return clock.millis();
  }

  public Totals totals() {
    return new Totals(points.passed(), turns.taken(), tasks.begun(), nanos(), digest.value());
  }

  /// Whether the thread that runs is a virtual one for the application.
  public boolean runsVirtual() {
    Task task = turns.running();
    return task != null && task.platform == null;
  }

  /// The host of the thread that runs; empty if there are no hosts, or none runs.
  public String host() {
    Task task = turns.running();
    return task == null ? "" : task.host;
  }
}

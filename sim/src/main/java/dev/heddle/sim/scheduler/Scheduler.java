package dev.heddle.sim.scheduler;

import dev.heddle.sim.hooks.Hooks;
import dev.heddle.sim.hooks.Interceptor;
import dev.heddle.sim.runs.NotSimulatedException;
import dev.heddle.sim.runs.Stuck;
import dev.heddle.sim.runs.UnsafeUse;
import java.util.ArrayList;
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
  /// How often a thread that is pinned may yield before it is taken to wait for another.
  private static final int VAIN_SPINS = 1_000;

  /// What every world's threads are started on.
  private static final WorldPool POOL = new WorldPool();

  private final long seed;
  private final Draws draws;
  private final Bounds bounds;
  private final Chooser chooser;
  private final RunListener listener;
  private final boolean wantsPoints;
  private final Clock clock = new Clock();
  private final Points points = new Points(clock);
  private final Monitors monitors = new Monitors();
  private final UnsafeUses uses = new UnsafeUses();
  private final RunDigest digest = new RunDigest();
  private final ArrayList<Task> ready = new ArrayList<>();
  private final Tasks tasks = new Tasks();
  private final Settings settings = new Settings();
  private final HostStatics hostStatics = new HostStatics();
  private final ThreadStarts starts = new ThreadStarts(POOL);
  private final ResumedByJvm resumedByJvm = new ResumedByJvm();
  private final Thread carrier = Thread.currentThread();

  private @Nullable Task running;
  private @Nullable Thread runningThread;
  private @Nullable Task forced;
  private @Nullable Task paused; // at a point, for the timers that are due
  private int pausedAt; // the site
  private boolean arrived; // another thread has become able to run since the last choice
  private boolean counts; // the world's static state has begun anew
  private int vainSpins; // those in which no other thread could run
  private int undivided; // more than 0: no switch just now
  private long switches;
  private long lastProgress;
  private @Nullable Runnable atEnd;
  private @Nullable Throwable failure;

  public Scheduler(long seed, Chooser chooser, RunListener listener, Bounds bounds) {
    this.seed = seed;
    this.draws = new Draws(seed, () -> running);
    this.chooser = chooser;
    this.listener = listener;
    this.wantsPoints = listener.wantsPoints();
    this.bounds = bounds;
  }

  // The world's life

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
      switches = 0;
      counts = true;
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
    return (switches << 32) + Hooks.allowance();
  }

  /// As another thread sees it.
  @Nullable Task running() {
    return running;
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
      if (!ready.isEmpty()) {
        run(ready.getFirst());
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
          task.ready = false;
          ready.remove(task);
          monitors.forget(task);
          uses.goesOn(task);
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
    if (ready.isEmpty() && !awaitTools()) {
      return hasWork() && clock.advance();
    }
    run(next());
    return true;
  }

  private boolean awaitTools() {
    return !monitors.isEmpty()
        && ToolWaits.await(
            monitors.blocked(),
            tasks.left(),
            () -> {
              settle();
              return !ready.isEmpty();
            });
  }

  private Task next() {
    Task chosen = forced;
    forced = null;
    Task before = paused;
    paused = null;
    if (before != null && before.ready) {
      ready.remove(before);
      chosen = isToChoose(before) ? choose(before) : before;
      if (chosen != before) {
        listener.preempted(before, pausedAt);
        ready.add(before);
      }
      return chosen;
    }
    return chosen != null && chosen.ready ? chosen : choose(null);
  }

  /// Whether it is worth to let time pass: a thread is left that is no daemon, and not for too long
  /// with nothing but daemons at work.
  private boolean hasWork() {
    return tasks.areNeeded() && clock.now() - lastProgress < bounds.patienceNanos();
  }

  private void run(Task task) {
    if (switches > bounds.points()) {
      fail(new Stuck("a world that does not end: threads were resumed " + switches + " times"));
    }
    ready.remove(task);
    task.ready = false;
    running = task;
    runningThread = task.thread;
    if (task.watched) {
      monitors.forget(task);
    }
    switches++;
    if (!task.isDaemon()
        || task.platform instanceof ForkJoinWorkerThread) { // others may wait for it
      lastProgress = clock.now();
    }
    allow();
    task.continuation.run();
    points.count(running);
    running = null;
    runningThread = null;
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

  private Task choose(@Nullable Task current) {
    arrived = false;
    Task chosen = chooser.choose(current, ready, points.passed());
    if (ready.size() + (current == null ? 0 : 1) > 1) {
      digest.add(chosen.id);
      digest.add(points.passed());
    }
    return chosen;
  }

  private void settle() {
    if (monitors.isEmpty()) {
      return;
    }
    monitors.settle();
    resumedByJvm.take(tasks).forEach(this::goOn);
  }

  private void goOn(Task task) {
    if (task.pool == null) {
      makeReady(task);
    } else {
      carry(task);
    }
  }

  private void makeReady(Task task) {
    if (!task.ready && !task.dead) {
      task.ready = true;
      ready.add(task);
      arrived = true;
      allow();
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
      makeReady(task);
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
    Task parent = running;
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
    if (counts) {
      chooser.started(task);
    }
    return task;
  }

  /// Gives a virtual thread to the application's own scheduler; what that runs then takes its
  /// place.
  private void carry(Task task) {
    CarriedPool pool = task.pool;
    if (pool == null || task.dead) {
      return;
    }
    undivided++;
    allow();
    try {
      pool.runInApplication(() -> mount(task));
    } finally {
      undivided--;
      allow();
    }
  }

  private void mount(Task task) {
    task.carrier = running;
    makeReady(task);
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
    return current == runningThread || current == carrier;
  }

  /// The running thread has used up its allowance: see [Hooks#point].
  void point(int site) {
    points.count(running);
    Task task = running;
    if (task == null) {
      return;
    }
    if (wantsPoints) {
      listener.point(task, site);
    }
    if (undivided == 0) {
      divide(task, site);
    }
    allow();
  }

  private void divide(Task task, int site) {
    if (points.passed() > bounds.points()) {
      fail(endless("a world"));
      pause(task, site);
      throw PinnedWaits.refusal(); // it could not be stopped there
    }
    if (clock.isDue()) {
      pause(task, site);
      return;
    }
    settle();
    if (isToChoose(task)) {
      Task next = choose(task);
      if (next != task) {
        preempt(task, next, site);
      }
    }
  }

  private boolean isToChoose(Task task) {
    return !ready.isEmpty()
        && ((arrived && chooser.onArrival)
            || points.passed() >= chooser.askAt(task, points.passed()));
  }

  /// Lets the running thread pass the points at which nothing can happen without asking.
  private void allow() {
    Task task = running;
    if (counts && task != null) {
      points.count(task);
      points.allowUntil(nextToAsk(task), task);
    }
  }

  /// The next point at which the running thread has to ask, counted from the next one as 1.
  private long nextToAsk(Task task) {
    if (wantsPoints) {
      return 1;
    }
    if (undivided != 0) {
      return Long.MAX_VALUE;
    }
    if (!monitors.isEmpty() || isToChoose(task)) {
      return 1;
    }
    long passed = points.passed();
    long next = Math.min(points.untilDue(), bounds.points() + 1 - passed);
    return ready.isEmpty() ? next : Math.min(next, chooser.askAt(task, passed) - passed);
  }

  /// Timers are due, and run when no thread does: the thread continues after them, or another does.
  private void pause(Task task, int site) {
    paused = task;
    pausedAt = site;
    giveWay(task, site);
    paused = null; // it could not be preempted: it is pinned
  }

  private void preempt(Task task, Task next, int site) {
    listener.preempted(task, site);
    forced = next;
    giveWay(task, site);
    if (forced == next) { // it could not be preempted: it is pinned
      forced = null;
    }
  }

  private void giveWay(Task task, int site) {
    uses.stops(task, site);
    task.preempted = true;
    Thread.yield();
    task.preempted = false;
    uses.goesOn(task);
  }

  /// Asks a condition of a test, which may look at what belongs to other threads.
  public boolean look(BooleanSupplier condition) {
    Task task = running;
    if (task == null || task.looks) {
      return condition.getAsBoolean();
    }
    task.looks = true;
    try {
      return condition.getAsBoolean();
    } finally {
      task.looks = false;
    }
  }

  /// The running thread is about to use something, as others are, too.
  void using(Object object, int site) {
    Task task = running;
    UnsafeUse found = task == null || task.looks ? null : uses.collision(task, object, site);
    if (found != null) {
      fail(found);
      throw found;
    }
  }

  void spin() {
    points.count(running);
    points.addOne(running);
    if (points.passed() > bounds.points()) {
      fail(endless("a busy wait"));
    }
    long before = switches;
    Task task = running;
    if (task != null && Thread.currentThread() == runningThread && undivided == 0) {
      chooser.spun(task);
      task.preempted = task.pool == null;
      Thread.yield();
      task.preempted = false;
      if (switches == before && ++vainSpins > VAIN_SPINS) {
        throw refuseWait();
      }
    }
    allow();
  }

  /// The running thread waits where no other can run meanwhile, so the world fails.
  ///
  /// @return the exception for the caller to throw
  NotSimulatedException refuseWait() {
    NotSimulatedException refused = PinnedWaits.refusal();
    fail(refused);
    return refused;
  }

  private Stuck endless(String what) {
    return new Stuck(what + " that does not end: " + points.passed() + " points have been passed");
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
    points.count(running);
    Clock.Timer timer = clock.after(nanos, work);
    allow();
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
    return ThreadStarts.maker(running, current);
  }

  Thread currentThread() {
    Thread current = Thread.currentThread();
    Task task = running;
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
    Task task = running;
    return task == null || task.carrier == null ? carrier : task.carrier.seen();
  }

  boolean isCarriedBy(Thread virtual, Thread platform) {
    Task task = running;
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
    points.count(running);
    return clock.sinceBegin();
  }

  /// The running thread does nothing for a time, and no other thread runs.
  void pass(long nanos) {
    points.count(running);
    clock.pass(nanos);
    allow();
  }

  long nanoTime() {
    points.count(running);
    return clock.now();
  }

  long millis() {
    points.count(running);
    return clock.millis();
  }

  public Totals totals() {
    return new Totals(points.passed(), switches, tasks.begun(), nanos(), digest.value());
  }

  /// Whether the thread that runs is a virtual one for the application.
  public boolean runsVirtual() {
    return running != null && running.platform == null;
  }

  /// The host of the thread that runs; empty if there are no hosts, or none runs.
  public String host() {
    return running == null ? "" : running.host;
  }
}

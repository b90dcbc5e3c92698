package dev.heddle.loop;

import static java.util.Objects.requireNonNull;

import dev.heddle.jdk.Carriers;
import dev.heddle.jdk.SafeLog;
import dev.heddle.jdk.VirtualThreads;
import dev.heddle.transport.Buffers;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A thread that waits for many things at once: sockets (by its [Poller]), tasks and timers.
///
/// ```
///   ┌─▶ run what is ready ──▶ take what others posted ──▶ timers ──▶ poll ─┐
///   └──────────────────────────────────────────────────────────────────────┘
/// ```
///
/// In each turn it runs only the tasks that were ready when the turn began, so that sockets are
/// served however many tasks there are. [#execute] and [#inLoop] may be called from any thread; the
/// rest belongs to the loop's own.
public final class EventLoop implements Executor {
  private static final Logger LOG = System.getLogger("dev.heddle.loop");

  private static final long JOIN_MILLIS = 5000;

  /// How long it waits after it has failed to wait.
  private static final long PAUSE_NANOS = 10_000_000;

  /// How much later than requested the system may wake a sleeper.
  private static final long OVERSLEEP_NANOS = 100_000;

  private final Thread thread;
  private final FutureTask<Poller> opening;
  private final long busyPollNanos;
  private final Timers timers = new Timers();
  private final WakeUps wakeUps = new WakeUps(() -> poller().wakeup());
  private final Buffers buffers = new LoopBuffers(this);
  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
  private volatile @Nullable LoopThreads threads; // written under the lock
  private volatile boolean sleeping;
  private volatile boolean stopping;
  private volatile boolean ended;
  private volatile @Nullable Throwable failure; // written by fail
  private final CopyOnWriteArrayList<FailureListener> failureListeners =
      new CopyOnWriteArrayList<>();

  /// Made beforehand: there may be no memory when it is needed.
  private final Consumer<FailureListener> notification = this::notify;

  private long turns; // others may look at it, and see a recent value
  private long lastBusy = System.nanoTime();

  private EventLoop(String name, Poller.Factory pollers, long busyPollNanos) {
    this.busyPollNanos = busyPollNanos;
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    this.opening = new FutureTask<>(() -> pollers.open(this));
  }

  /// Starts a loop; returns when it waits.
  ///
  /// @throws IOException if its poller could not be opened
  public static EventLoop start(String name, Poller.Factory pollers) throws IOException {
    return start(name, pollers, 0);
  }

  /// Starts a loop that spins for the given time before it sleeps; returns when it waits.
  ///
  /// @throws IOException if its poller could not be opened
  public static EventLoop start(String name, Poller.Factory pollers, long busyPollNanos)
      throws IOException {
    var loop = new EventLoop(name, pollers, busyPollNanos);
    loop.thread.start();
    LoopFutures.shortTask(loop.opening, loop.thread);
    return loop;
  }

  public Poller poller() {
    return opening.resultNow();
  }

  /// The loop's virtual threads.
  ///
  /// @throws IllegalStateException if the JVM lacks the option that they need
  public LoopThreads threads() {
    LoopThreads existing = threads;
    return existing == null ? makeThreads() : existing;
  }

  private synchronized LoopThreads makeThreads() {
    LoopThreads existing = threads;
    if (existing == null) {
      SafeLog.prepare();
      existing = new LoopThreads(this);
      threads = existing;
    }
    return existing;
  }

  /// The buffers of this loop's connections; any thread may use them.
  public Buffers buffers() {
    return buffers;
  }

  public Timers timers() {
    return timers;
  }

  /// The thread that everything here happens on.
  public Thread thread() {
    return thread;
  }

  /// Called when a loop has failed. Called on any thread, maybe twice; must not wait, throw or need
  /// memory.
  @FunctionalInterface
  public interface FailureListener {
    void failed(Throwable cause);
  }

  /// Notifies `listener` when the loop has failed and its threads may never be woken again. The
  /// loop continues, so that they can be closed. Notifies it at once if the loop has failed
  /// already.
  public void addFailureListener(FailureListener listener) {
    failureListeners.add(listener);
    // It is added before `failure` is read, and `failure` is set before the listeners are: so none
    // is missed.
    Throwable cause = failure;
    if (cause != null) {
      listener.failed(cause);
    }
  }

  /// Whether it has failed, and should get nothing new to do; from any thread.
  public boolean hasFailed() {
    return failure != null;
  }

  public void removeFailureListener(FailureListener listener) {
    failureListeners.remove(listener);
  }

  /// The number of turns so far; a recent value if called on another thread.
  public long turns() {
    return turns;
  }

  /// Whether it waits for something to happen; from any thread.
  public boolean isSleeping() {
    return sleeping;
  }

  /// The poller's wait is over: called by pollers before they handle what has come. Others need not
  /// wake the loop from here on, and if it gets stuck there, it is not taken for one that waits.
  public void awake() {
    if (sleeping) {
      sleeping = false;
    }
  }

  /// How many virtual threads it carries; from any thread.
  public int carried() {
    return alive();
  }

  /// Whether this virtual thread runs here just now; from any thread.
  public boolean carries(Thread virtual) {
    return VirtualThreads.isCarriedBy(virtual, thread);
  }

  /// Whether the caller runs on this loop: on its thread, or in a virtual thread that it carries.
  @SuppressWarnings("ReferenceEquality") // threads have no other equality, and this is hot
  public boolean inLoop() {
    Thread current = Thread.currentThread();
    return current == thread || (current.isVirtual() && VirtualThreads.carrier() == thread);
  }

  /// Runs a task, which must not block, on the loop's thread. Never blocks, and may be called while
  /// the caller is pinned. Once the loop has ended, there is nothing left that the task could
  /// serve, and it is dropped.
  @Override
  public void execute(Runnable task) {
    post(task);
  }

  /// As [#execute]; the JDK passes virtual threads that can resume to this method.
  ///
  /// @return false if the loop has ended, and the task will not run
  boolean post(Runnable task) {
    try {
      if (inLoop()) {
        ready.add(task);
        return true;
      }
      posted.add(task);
    } catch (
        OutOfMemoryError e) { // the task is lost, and with it, maybe, the only wake-up of a thread
      fail(e);
      throw e;
    }
    // The loop sets `sleeping`, then looks at `posted`; we add, then look at `sleeping`: so at
    // least one sees the other's write. The same holds for `ended`.
    if (ended && posted.remove(task)) {
      return false;
    }
    if (sleeping) {
      sleeping = false;
      wakeUps.wake();
    }
    return true;
  }

  /// Runs `task`, which must not block, on the loop's thread and waits for its result, however
  /// often the caller is interrupted.
  public <T> T call(Callable<T> task) throws IOException {
    var result = new FutureTask<>(task);
    if (inLoop()) {
      result.run();
    } else {
      execute(result);
    }
    return LoopFutures.shortTask(result, thread);
  }

  /// Ends the loop once its virtual threads have ended and nothing is ready any more. Waits for
  /// that, unless some still run, or the caller is in the loop itself.
  public void stop() {
    execute(this::beginToStop);
    if (!inLoop() && alive() == 0) {
      try {
        thread.join(JOIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void beginToStop() {
    stopping = true;
  }

  private int alive() {
    LoopThreads existing = threads;
    return existing == null ? 0 : existing.alive();
  }

  private boolean isOver() {
    return stopping && ready.isEmpty() && posted.isEmpty() && (alive() == 0 || hasFailed());
  }

  /// Whether the loop is over, for good: what is posted from then on is rejected.
  private boolean ends() {
    if (isOver()) {
      ended = true;
      ended = isOver(); // no: something was posted before it could see that
    }
    return ended;
  }

  private void run() {
    Carriers.enter(() -> alive() > 0);
    opening.run();
    if (opening.state() != Future.State.SUCCESS) {
      return; // start() tells why
    }
    Poller poller = poller();
    while (!ends()) {
      try {
        turn(poller);
      } catch (Throwable e) {
        sleeping = false;
        fail(e);
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
    wakeUps.close();
    try {
      poller.close();
    } catch (Throwable e) {
      log("its poller failed to close", e);
    }
  }

  private void notify(FailureListener listener) {
    listener.failed(requireNonNull(failure));
  }

  /// Acts first and logs afterwards: there may be no memory for a line.
  private void fail(Throwable cause) {
    if (hasFailed()) {
      return;
    }
    failure = cause;
    failureListeners.forEach(notification);
    log("failed, its servers and the connections of its clients close", cause);
  }

  private void turn(Poller poller) throws IOException {
    turns++;
    boolean busy = !ready.isEmpty();
    for (int budget = ready.size(); budget > 0; budget--) {
      runSafely(ready.remove());
    }
    takePosted();
    if (!timers.isEmpty()) {
      timers.runExpired(System.nanoTime(), this::runSafely);
    }
    Thread.interrupted(); // meant for a virtual thread that was mounted here, not for the poll
    if (!ready.isEmpty() || isOver() || staysAwake(busy)) {
      poller.poll(0);
      return;
    }
    sleeping = true;
    if (posted.isEmpty()) {
      poller.poll(nanosToSleep());
    }
    sleeping = false;
  }

  /// Whether it polls busily: something has just happened, or a timer is due soon.
  private boolean staysAwake(boolean busy) {
    if (busyPollNanos == 0) {
      return false;
    }
    long now = System.nanoTime();
    if (busy) {
      lastBusy = now;
    }
    boolean awake = now - lastBusy < busyPollNanos || timers.nanosToNext(now) < OVERSLEEP_NANOS;
    if (awake) {
      Thread.onSpinWait();
    }
    return awake;
  }

  private long nanosToSleep() {
    if (timers.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long toNext = timers.nanosToNext(System.nanoTime());
    return busyPollNanos == 0 ? toNext : Math.max(0, toNext - OVERSLEEP_NANOS);
  }

  private void takePosted() {
    for (Runnable task; (task = posted.poll()) != null; ) {
      ready.add(task);
    }
  }

  private void runSafely(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) { // one task's failure is not the loop's
      failed(e);
    }
  }

  /// A task has thrown; the loop continues. After an OutOfMemoryError it is unknown what has been
  /// left undone: better closed than half dead.
  public void failed(Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      fail(cause);
    } else {
      log("task failed, loop continues", cause);
    }
  }

  private void log(String what, Throwable cause) {
    SafeLog.error(LOG, thread.getName(), what, cause);
  }
}

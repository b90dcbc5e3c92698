package dev.heddle.connection;

import dev.heddle.jdk.Carriers;
import dev.heddle.jdk.SafeLog;
import dev.heddle.transport.Transport;
import java.lang.System.Logger;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The one thread for work that recurs and is not urgent, shared by all servers and clients. It
/// also sees to it that what has failed is closed: it exists already, and handing work to it needs
/// no memory. What happens once has a thread of its own. No task waits for long, or runs code of
/// the application that might: all others would wait with it. Thread-safe.
public final class Housekeeping {
  private static final Logger LOG = System.getLogger("dev.heddle");
  private static final long NEVER = Long.MAX_VALUE;

  /// How long to wait after a task has failed that was asked for.
  private static final long RETRY_NANOS = 100_000_000;

  private static volatile Task[] tasks = {};

  /// Whether there may be something to do that the thread has not yet seen. It is not enough to
  /// unpark the thread: a task that waits, for a lock or whatever, uses that up.
  private static volatile boolean news;

  private static final Thread THREAD = start();

  /// For what is to happen once, for any number of connections. Its thread ends when nothing waits.
  ///
  /// Cancelling takes a task off the queue, under the queue's lock. A thread that must not wait for
  /// locks leaves that to the one thread: the task is cancelled all the same.
  private static final class Later extends ScheduledThreadPoolExecutor {
    static final Later EXECUTOR = new Later();

    private final Queue<Runnable> cancelled = new ConcurrentLinkedQueue<>();
    private final Task sweeping = onDemand(this::sweep);

    private Later() {
      super(1, Thread.ofPlatform().name("heddle-later").daemon().factory());
      setRemoveOnCancelPolicy(true);
      setKeepAliveTime(1, TimeUnit.SECONDS);
      allowCoreThreadTimeOut(true);
    }

    @Override
    public boolean remove(Runnable task) {
      if (!Carriers.isCaller()) {
        return super.remove(task);
      }
      try {
        cancelled.add(task);
      } catch (OutOfMemoryError e) {
        return false; // it stays until it is due, and does nothing then
      }
      sweeping.runSoon();
      return true;
    }

    private void sweep() {
      for (Runnable task; (task = cancelled.poll()) != null; ) {
        super.remove(task);
      }
    }
  }

  private Housekeeping() {}

  /// Runs a short task once, unless it is cancelled before.
  public static ScheduledFuture<?> once(long nanos, Runnable work) {
    return Later.EXECUTOR.schedule(work, nanos, TimeUnit.NANOSECONDS);
  }

  /// Likewise, by a timer of the transport's engine if it has timers for this thread. Most of these
  /// tasks are cancelled, and such a timer wakes no other thread.
  ///
  /// @return cancels it, on the calling thread or in the same loop
  static Runnable after(Transport transport, long nanos, Runnable work) {
    Runnable cancel = transport.after(nanos, work);
    if (cancel != null) {
      return cancel;
    }
    ScheduledFuture<?> later = once(nanos, work);
    return () -> later.cancel(false);
  }

  /// Runs a short task periodically until it is cancelled. Its exceptions are logged.
  public static Task every(long nanos, Runnable work) {
    var task = new Task(work, nanos);
    add(task);
    wakeUp();
    return task;
  }

  /// Runs a task each time it is asked for, by [Task#runSoon()]; once more if it throws.
  public static Task onDemand(Runnable work) {
    var task = new Task(work, NEVER);
    add(task);
    return task;
  }

  private static void wakeUp() {
    news = true;
    LockSupport.unpark(THREAD);
  }

  private static synchronized void add(Task task) {
    Task[] more = Arrays.copyOf(tasks, tasks.length + 1);
    more[tasks.length] = task;
    tasks = more;
  }

  private static synchronized void remove(Task task) {
    tasks = Arrays.stream(tasks).filter(other -> !other.equals(task)).toArray(Task[]::new);
  }

  private static Thread start() {
    return Thread.ofPlatform().name("heddle-housekeeping").daemon().start(Housekeeping::run);
  }

  /// Needs no memory of its own, whatever the tasks need.
  private static void run() {
    while (true) {
      news = false;
      long now = System.nanoTime();
      long wait = NEVER;
      for (Task task : tasks) {
        task.runIfDue(now);
        wait = Math.min(wait, task.nanosLeft());
      }
      if (!news) {
        park(wait);
      }
    }
  }

  private static void park(long nanos) {
    if (nanos == NEVER) {
      LockSupport.park(Housekeeping.class);
    } else if (nanos > 0) {
      LockSupport.parkNanos(Housekeeping.class, nanos);
    }
  }

  /// What recurs. Thread-safe.
  public static final class Task {
    private final Runnable work;
    private final long interval;
    private long last = System.nanoTime(); // belongs to the one thread, from its first look on
    private volatile boolean asked;
    private volatile boolean cancelled;

    private Task(Runnable work, long interval) {
      this.work = work;
      this.interval = interval;
    }

    /// Runs it as soon as possible. Needs no memory.
    public void runSoon() {
      asked = true;
      wakeUp();
    }

    public void cancel() {
      cancelled = true;
      remove(this);
    }

    private long nanosLeft() {
      if (cancelled) {
        return NEVER;
      }
      if (asked) {
        return RETRY_NANOS;
      }
      return interval == NEVER ? NEVER : Math.max(0, interval - (System.nanoTime() - last));
    }

    private void runIfDue(long now) {
      boolean wanted = asked;
      if (cancelled || !(wanted || (interval != NEVER && now - last >= interval))) {
        return;
      }
      asked = false;
      try {
        work.run();
      } catch (Throwable e) {
        asked = wanted;
        SafeLog.error(LOG, "heddle-housekeeping", "task failed, thread continues", e);
      }
      Thread.interrupted(); // a thread that is left interrupted cannot park: it would spin
      last = System.nanoTime();
    }
  }
}

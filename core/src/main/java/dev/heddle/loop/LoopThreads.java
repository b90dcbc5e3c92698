package dev.heddle.loop;

import dev.heddle.jdk.VirtualThreads;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Virtual threads that run on a loop's own thread, one at a time, and so need no lock among
/// themselves.
///
/// A thread that blocks (in a lock, a queue, a sleep, a socket of the JDK) parks, and the loop
/// continues with the others. Thread-safe.
public final class LoopThreads {
  private final EventLoop loop;
  private final ThreadFactory factory;
  private final AtomicInteger alive = new AtomicInteger();

  /// @throws IllegalStateException if the JVM lacks the option that this needs
  LoopThreads(EventLoop loop) {
    this.loop = loop;
    this.factory = VirtualThreads.factory(new LoopScheduler(loop));
  }

  /// Starts a virtual thread on the loop, which does not end before it.
  ///
  /// @throws RejectedExecutionException if the loop has ended
  public Thread start(Runnable task) {
    alive.incrementAndGet();
    try {
      Thread thread =
          factory.newThread(() -> {
            try {
              task.run();
            } finally {
              alive.decrementAndGet();
            }
          });
      thread.start();
      return thread;
    } catch (Throwable e) { // no memory, or the loop has ended: it has not started
      alive.decrementAndGet();
      throw e;
    }
  }

  /// How many threads that were started here still run.
  int alive() {
    return alive.get();
  }

  /// Runs `task` in a virtual thread of the loop, and waits for its result if the caller is not in
  /// one already. An interrupt is passed on to the task.
  ///
  /// @throws IOException if the loop has ended; or what the task throws
  public <T> T call(Callable<T> task) throws IOException {
    if (loop.inLoop() && Thread.currentThread().isVirtual()) {
      try {
        return task.call();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
    var result = new CompletableFuture<T>();
    Thread worker;
    try {
      worker =
          start(() -> {
            try {
              result.complete(task.call());
            } catch (Throwable e) {
              result.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      throw new ClosedChannelException(); // the loop has ended, and all that it carried
    }
    return LoopFutures.work(result, worker);
  }

  /// Brings the JDK's virtual threads to the loop: `execute` receives those that can resume,
  /// `schedule` the timers of those that sleep. It is a `ForkJoinPool` in name only, because the
  /// JDK gives timers to nothing else; it never starts a thread of its own.
  private static final class LoopScheduler extends ForkJoinPool {
    private final EventLoop loop;

    LoopScheduler(EventLoop loop) {
      super(1);
      this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
      if (!loop.post(task)) {
        throw new RejectedExecutionException(loop.thread().getName() + " has ended");
      }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      return new ParkTimer(loop, task, unit.toNanos(delay));
    }
  }

  /// The timer of one parked thread. The JDK sets and cancels it on the carrier, which is the loop.
  private static final class ParkTimer implements ScheduledFuture<Object> {
    private final Timers.Timer timer;

    ParkTimer(EventLoop loop, Runnable task, long nanos) {
      this.timer = loop.timers().add(nanos, task);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      timer.cancel();
      return true;
    }

    @Override
    public boolean isDone() {
      return timer.isDone();
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public Object get() {
      throw new IllegalStateException("a timer has no result to wait for");
    }

    @Override
    public Object get(long timeout, TimeUnit unit) {
      return get();
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }
}

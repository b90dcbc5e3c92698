package dev.heddle.jdk;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A few platform threads that do for virtual ones what would keep a carrier or a loop from others:
/// waiting for a disk, or computing for long. They end when they are idle. Thread-safe.
public final class Workers {
  /// Those that read files.
  public static final Workers FILES = new Workers("heddle-files-", 8);

  private static final long KEEP_MILLIS = 500;

  private final ThreadPoolExecutor executor;

  /// @param name what the threads' names begin with; a number follows
  /// @param threads how many, at the most
  public Workers(String name, int threads) {
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            KEEP_MILLIS,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(), // at most one task for each thread that waits
            Thread.ofPlatform().name(name, 1).daemon().factory());
    executor.allowCoreThreadTimeOut(true);
  }

  /// Has a task done and waits for its result.
  ///
  /// @throws IOException what the task throws; what is checked and no `IOException`, as its cause
  /// @throws InterruptedException if the caller is interrupted; the task may then still run
  public <T> T call(Callable<T> task) throws IOException, InterruptedException {
    try {
      return executor.submit(task).get();
    } catch (ExecutionException e) {
      throw sorted(Objects.requireNonNull(e.getCause()));
    }
  }

  /// Likewise, for a virtual thread that uses a channel; a platform thread does the task itself.
  ///
  /// @throws ClosedByInterruptException if the caller is interrupted, which it then stays; the task
  ///   may still run
  public <T> T offload(Callable<T> task) throws IOException {
    try {
      return Thread.currentThread().isVirtual() ? call(task) : task.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    } catch (Exception e) {
      throw sorted(e);
    }
  }

  private static IOException sorted(Throwable thrown) {
    return switch (thrown) {
      case IOException e -> e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> new IOException(thrown);
    };
  }
}

package dev.heddle.jdk;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A few platform threads that touch the file system on behalf of handlers: a slow disk then delays
/// only the handlers that wait for it, not others on the same carrier. They end when they are idle.
/// Thread-safe.
public final class FileWorkers {
  /// Those that read and send the content of files.
  public static final FileWorkers CONTENT = new FileWorkers(8);

  private static final long KEEP_MILLIS = 500;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ThreadPoolExecutor executor;

  /// @param threads how many, at the most
  public FileWorkers(int threads) {
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            KEEP_MILLIS,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("heddle-files-" + NUMBER.incrementAndGet())
                    .unstarted(task));
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
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IOException(e.getCause());
      }
    }
  }
}

package dev.heddle.http.files;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A few platform threads that touch the file system on behalf of handlers: a slow disk then delays
/// only the handlers that wait for it, not others on the same carrier. Thread-safe.
final class FileWorkers {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ThreadPoolExecutor executor;

  FileWorkers(int threads) {
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task ->
                Thread.ofPlatform()
                    .daemon()
                    .name("heddle-files-" + NUMBER.incrementAndGet())
                    .unstarted(task));
    executor.allowCoreThreadTimeOut(true);
  }

  /// Has a task done and waits for its result.
  <T> T call(Callable<T> task) throws IOException, InterruptedException {
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

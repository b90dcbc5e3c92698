package dev.heddle.tls;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Where the arithmetic of handshakes runs: about a millisecond each, during which a loop or a
/// carrier could serve no other connection. So those of virtual threads run on platform threads,
/// one for each processor, first come, first served: a crowd of clients delays itself, and the
/// system shares the processors between it and the loops. The threads end when they are idle.
///
/// Thread-safe.
final class HandshakeThreads {
  private static final long KEEP_MILLIS = 500;
  private static final ThreadPoolExecutor EXECUTOR = executor();

  private HandshakeThreads() {}

  private static ThreadPoolExecutor executor() {
    int count = Runtime.getRuntime().availableProcessors();
    var executor =
        new ThreadPoolExecutor(
            count,
            count,
            KEEP_MILLIS,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(), // at most one task for each connection
            Thread.ofPlatform().name("heddle-handshake-", 1).daemon().factory());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /// Runs a step of a handshake, and waits for it.
  ///
  /// @throws ClosedByInterruptException if the caller is interrupted; the step may then still run
  static <T> T run(Callable<T> step) throws IOException {
    try {
      if (!Thread.currentThread().isVirtual()) {
        return step.call();
      }
      var task = new FutureTask<>(step);
      EXECUTOR.execute(task);
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    } catch (ExecutionException e) {
      throw sorted(Objects.requireNonNull(e.getCause()));
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

package dev.heddle.loop;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits on one thread for the work of another, and throws what that one threw. An interrupt does
/// not end the wait: otherwise the work would continue after the caller has given it up, and its
/// result would be lost. The caller's interrupt flag is set again when it resumes.
final class LoopFutures {
  private static final long PATIENCE_MILLIS = 200;

  private LoopFutures() {}

  /// The result of a short task on the thread of a loop.
  ///
  /// @throws IOException if the loop ends before it, too
  static <T> T shortTask(Future<T> result, Thread loop) throws IOException {
    boolean interrupted = false;
    try {
      while (!result.isDone()) {
        if (!loop.isAlive() && !result.isDone()) {
          throw new IOException(loop.getName() + " has ended");
        }
        try {
          result.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException | ExecutionException e) {
          // Not yet; or a result like another.
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return of(result);
  }

  /// The result of what `worker` does, which may wait: that is what an interrupt ends.
  static <T> T work(Future<T> result, Thread worker) throws IOException {
    boolean interrupted = false;
    while (!result.isDone()) {
      try {
        result.get();
      } catch (InterruptedException e) {
        interrupted = true;
        worker.interrupt();
      } catch (ExecutionException e) {
        // A result like another.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return of(result);
  }

  private static <T> T of(Future<T> result) throws IOException {
    if (result.state() == Future.State.SUCCESS) {
      return result.resultNow();
    }
    switch (result.exceptionNow()) {
      case IOException io -> throw io;
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      case Throwable other -> throw new IOException(other);
    }
  }
}

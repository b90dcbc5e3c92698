package dev.heddle.poll;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waiting on one thread for what another one does, and throwing what that one threw.
final class Awaiting {
  private Awaiting() {}

  /// Waits until the result is there, but not for longer than `millis`.
  static void await(Future<?> result, long millis) throws IOException {
    try {
      result.get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a loop");
    } catch (TimeoutException | ExecutionException e) {
      // Not yet; or a result like another, for the caller to look at.
    }
  }

  /// The result. An interrupt ends the waiting, not the work.
  static <T> T await(Future<T> result) throws IOException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a loop");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw new IOException(e.getCause());
      }
    }
  }
}

package dev.heddle.poll;

import java.io.IOException;
import java.util.concurrent.ExecutionException;

/// Rethrowing on the caller's thread what was thrown on the loop's.
final class Causes {
  private Causes() {}

  /// The cause as an `IOException`; throws it if it is unchecked.
  static IOException asIo(ExecutionException failure) {
    return switch (failure.getCause()) {
      case IOException io -> io;
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      case null -> new IOException(failure);
      case Throwable other -> new IOException(other);
    };
  }
}

package dev.heddle.tls;

import java.util.concurrent.Future;

/// Runs a task after some time, unless it is cancelled before. Thread-safe.
@FunctionalInterface
public interface Alarm {
  /// @param task must not wait
  Future<?> once(long nanos, Runnable task);
}

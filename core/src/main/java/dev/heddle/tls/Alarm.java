package dev.heddle.tls;

/// Runs a task after some time, unless it is cancelled before. Thread-safe.
@FunctionalInterface
public interface Alarm {
  /// @param task must not wait
  /// @return cancels it: on the calling thread, or in the same loop
  Runnable once(long nanos, Runnable task);
}

package dev.heddle.sim.net;

import java.util.function.Supplier;

/// What networks and disks take from the world around them: time, chance, and where the caller is.
///
/// In a world, one thread runs at a time, and all that is here follows from the seed.
public interface Surroundings {

  /// The time, in nanoseconds since the world began.
  long nanos();

  /// Runs `event` when `delay` nanoseconds have passed. An event must not wait for anything.
  void after(long delay, Runnable event);

  /// The next random number.
  long random();

  /// The name of the host whose code calls.
  String host();

  /// Reports a fault that has begun or ended, such as "hall crashes", if there is an observer.
  default void tell(Supplier<String> what) {}

  /// Reports a packet that has arrived at a host or was lost on its way, such as "12 bytes", if
  /// there is an observer.
  default void tell(String from, String to, Supplier<String> what) {}

  /// Whether the calling thread is a virtual one for the code that runs on it.
  default boolean isVirtual() {
    return Thread.currentThread().isVirtual();
  }
}

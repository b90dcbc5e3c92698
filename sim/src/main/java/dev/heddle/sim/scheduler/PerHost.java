package dev.heddle.sim.scheduler;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// What the JDK has once in a JVM, and each host of a world has for itself, as if it had a JVM. A
/// crash takes it away. Belongs to the world.
final class PerHost<T> {
  private final Supplier<T> make;
  private final Map<String, T> all = new HashMap<>(2);

  PerHost(Supplier<T> make) {
    this.make = make;
  }

  /// That of a host, which is made if there is none yet.
  T of(String host) {
    T one = all.get(host);
    if (one == null) {
      one = make.get();
      all.put(host, one);
    }
    return one;
  }

  void kill(String host) {
    all.remove(host);
  }

  void clear() {
    all.clear();
  }
}

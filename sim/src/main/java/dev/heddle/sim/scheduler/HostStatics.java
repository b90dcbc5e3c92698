package dev.heddle.sim.scheduler;

import java.util.IdentityHashMap;
import java.util.concurrent.ForkJoinPool;

/// What static fields of the JDK hold, and each host of a world has for itself. Belongs to the
/// world.
final class HostStatics {
  private final PerHost<ForkJoinPool> commonPools = new PerHost<>(CommonPool::make);
  private final PerHost<IdentityHashMap<Thread, Thread>> shutdownHooks =
      new PerHost<>(IdentityHashMap::new);
  private final PerHost<Object> keptAlive = new PerHost<>(KeepAlive::make);

  ForkJoinPool commonPool(String host) {
    return commonPools.of(host);
  }

  /// What is to run when it ends.
  IdentityHashMap<Thread, Thread> shutdownHooks(String host) {
    return shutdownHooks.of(host);
  }

  /// The idle connections of `HttpURLConnection`.
  Object keptAlive(String host) {
    return keptAlive.of(host);
  }

  void kill(String host) {
    commonPools.kill(host);
    keptAlive.kill(host);
    shutdownHooks.kill(host);
  }

  void clear() {
    commonPools.clear();
    keptAlive.clear();
    shutdownHooks.clear();
  }
}

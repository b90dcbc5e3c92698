package dev.heddle.sim.scheduler;

import java.util.concurrent.ForkJoinPool;

/// What static fields of the JDK hold, and each host of a world has for itself. Belongs to the
/// world.
final class HostStatics {
  private final PerHost<ForkJoinPool> commonPools = new PerHost<>(CommonPool::make);
  private final PerHost<Object> keptAlive = new PerHost<>(KeepAlive::make);

  ForkJoinPool commonPool(String host) {
    return commonPools.of(host);
  }

  boolean isCommonPool(ForkJoinPool pool) {
    return commonPools.has(pool);
  }

  /// The idle connections of `HttpURLConnection`.
  Object keptAlive(String host) {
    return keptAlive.of(host);
  }

  void kill(String host) {
    commonPools.kill(host);
    keptAlive.kill(host);
  }

  void clear() {
    commonPools.clear();
    keptAlive.clear();
  }
}

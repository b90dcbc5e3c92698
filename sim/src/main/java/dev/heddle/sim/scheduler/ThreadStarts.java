package dev.heddle.sim.scheduler;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Starts the world's threads: virtual ones on the pool of all worlds, and such in the places of
/// platform threads. Belongs to the world.
final class ThreadStarts {
  private final WorldPool pool;
  private final Predicate<ForkJoinPool> isCommonPool;
  private final Deputies deputies = new Deputies();
  private @Nullable String nextHost; // where it runs, if not where its parent does

  ThreadStarts(WorldPool pool, Predicate<ForkJoinPool> isCommonPool) {
    this.pool = pool;
    this.isCommonPool = isCommonPool;
  }

  Deputies deputies() {
    return deputies;
  }

  Thread start(String name, Runnable body) {
    return Jdk.builder(pool).name(name).start(body);
  }

  Thread start(String host, String name, Runnable body) {
    nextHost = host;
    try {
      return start(name, body);
    } finally {
      nextHost = null;
    }
  }

  void startDaemon(String name, Runnable body) {
    nextHost = "";
    try {
      Thread.ofPlatform().daemon().name(name).start(body);
    } finally {
      nextHost = null;
    }
  }

  /// See [Deputies#start].
  boolean startPlatform(Scheduler world, Thread platform) {
    Thread.Builder.OfVirtual builder = Jdk.builder(pool);
    if (platform instanceof ForkJoinWorkerThread worker && isCommonPool.test(worker.getPool())) {
      builder.inheritInheritableThreadLocals(false); // as the JDK's
    }
    return deputies.start(world, platform, builder);
  }

  /// Where the thread runs that begins now.
  ///
  /// @param parent the thread that starts it; null if none does
  String hostOfNext(@Nullable Task parent) {
    return nextHost != null ? nextHost : parent == null ? "" : parent.host;
  }
}

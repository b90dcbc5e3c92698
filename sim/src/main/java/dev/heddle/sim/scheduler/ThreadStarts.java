package dev.heddle.sim.scheduler;

import org.jspecify.annotations.Nullable;

/// Starts the world's threads: virtual ones on the pool of all worlds, and such in the places of
/// platform threads. Belongs to the world.
@SuppressWarnings("ReferenceEquality") // threads have no other
final class ThreadStarts {
  /// What a program begins with: threads that the world starts itself stand for it.
  private static final Thread MAIN =
      Thread.ofPlatform().daemon(false).priority(Thread.NORM_PRIORITY).unstarted(() -> {});

  private final WorldPool pool;
  private final Deputies deputies = new Deputies();
  private @Nullable String nextHost; // where it runs, if not where its parent does
  private boolean nextIsMain;

  ThreadStarts(WorldPool pool) {
    this.pool = pool;
  }

  Deputies deputies() {
    return deputies;
  }

  Thread start(String name, Runnable body) {
    nextIsMain = true;
    try {
      return Jdk.builder(pool).name(name).start(body);
    } finally {
      nextIsMain = false;
    }
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
  boolean startPlatform(Scheduler world, Thread platform, @Nullable Object container) {
    return deputies.start(world, platform, container, Jdk.builder(pool));
  }

  /// From which thread one takes over its group, and whether it is a daemon.
  ///
  /// @param running the one that makes it
  /// @param current its thread
  static Thread maker(@Nullable Task running, Thread current) {
    return running == null || running.thread != current
        ? current
        : running.isMain ? MAIN : running.seen();
  }

  /// Whether the thread that begins now is one that the world starts itself.
  boolean isNextMain() {
    return nextIsMain;
  }

  /// Where the thread runs that begins now.
  ///
  /// @param parent the thread that starts it; null if none does
  String hostOfNext(@Nullable Task parent) {
    return nextHost != null ? nextHost : parent == null ? "" : parent.host;
  }
}

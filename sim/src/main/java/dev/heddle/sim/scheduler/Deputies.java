package dev.heddle.sim.scheduler;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The platform threads of a world, each of which has a virtual thread that runs in its place.
/// Belongs to the world.
final class Deputies {
  private final IdentityHashMap<Thread, Task> all = new IdentityHashMap<>(2); // mostly few
  private @Nullable Thread next;

  /// Makes a virtual thread, on the scheduler of `builder`, that runs what `platform` is to run.
  ///
  /// @param container what keeps together the threads that it starts; null if none does
  /// @return false if it is one of the JDK's own, which serve it for all its life
  /// @throws IllegalThreadStateException if it has been started
  boolean start(
      Scheduler world,
      Thread platform,
      @Nullable Object container,
      Thread.Builder.OfVirtual builder) {
    if (platform.getClass().getName().equals("jdk.internal.misc.InnocuousThread")
        && !platform.getName().equals(KeepAlive.THREAD)) {
      return false;
    }
    if (all.containsKey(platform)) {
      throw new IllegalThreadStateException();
    }
    Thread deputy =
        builder
            .name(platform.getName())
            .inheritInheritableThreadLocals(false) // it has them of the one that made it
            .unstarted(() -> run(world, platform));
    ThreadLocals.copyInherited(platform, deputy);
    deputy.setContextClassLoader(platform.getContextClassLoader());
    if (platform.isInterrupted()) {
      deputy.interrupt();
    }
    next = platform;
    try {
      Jdk.start(deputy, container);
    } finally {
      next = null; // it was not started: the container is closed
    }
    return true;
  }

  @SuppressWarnings("DoNotCall") // it takes the thread's place
  private void run(Scheduler world, Thread platform) {
    try {
      platform.run();
    } catch (Throwable e) {
      Uncaught.dispatch(world, platform, e);
    }
    Task task = all.get(platform);
    if (task != null) {
      task.over = true;
    }
    synchronized (platform) { // as the JVM does, for those that join it
      platform.notifyAll();
    }
  }

  /// Whose place the thread takes that begins now; null if it is one of its own.
  @Nullable Thread takeNext() {
    Thread platform = next;
    next = null;
    return platform;
  }

  void add(Thread platform, Task task) {
    all.put(platform, task);
  }

  /// Those that live, in the order in which they were started.
  List<Task> living() {
    return all.values().stream()
        .filter(task -> !task.over && !task.dead)
        .sorted(Comparator.comparingInt(task -> task.id))
        .toList();
  }

  /// The virtual thread in the place of `platform`; null if it has none.
  @Nullable Thread of(Thread platform) {
    Task task = all.get(platform);
    return task == null ? null : task.thread;
  }

  /// Whether a platform thread lives; null if it is none of the world's.
  @Nullable Boolean lives(Thread platform) {
    Task task = all.get(platform);
    return task == null ? null : !task.over;
  }
}

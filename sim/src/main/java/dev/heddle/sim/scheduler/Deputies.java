package dev.heddle.sim.scheduler;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/// The platform threads of a world, each of which has a virtual thread that runs in its place.
/// Belongs to the world.
final class Deputies {
  private final IdentityHashMap<Thread, Task> all = new IdentityHashMap<>(2); // mostly few
  private @Nullable Thread next;

  /// Makes a virtual thread, on the scheduler of `builder`, that runs what `platform` is to run.
  ///
  /// @return false if it is one of the JDK's own, which serve it for all its life
  /// @throws IllegalThreadStateException if it has been started
  boolean start(Scheduler world, Thread platform, Thread.Builder.OfVirtual builder) {
    if (platform.getClass().getName().equals("jdk.internal.misc.InnocuousThread")
        && !platform.getName().equals(KeepAlive.THREAD)) {
      return false;
    }
    if (all.containsKey(platform)) {
      throw new IllegalThreadStateException();
    }
    Thread deputy = builder.name(platform.getName()).unstarted(() -> run(world, platform));
    next = platform;
    deputy.start();
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

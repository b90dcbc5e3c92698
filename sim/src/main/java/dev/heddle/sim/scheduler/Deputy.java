package dev.heddle.sim.scheduler;

/// What runs in the place of a platform thread. Stateless.
final class Deputy {
  private Deputy() {}

  @SuppressWarnings("DoNotCall") // it takes the thread's place
  static void run(Scheduler world, Thread platform) {
    try {
      platform.run();
    } catch (Throwable e) {
      Uncaught.dispatch(world, platform, e);
    }
    world.over(platform);
    synchronized (platform) { // as the JVM does, for those that join it
      platform.notifyAll();
    }
  }
}

package dev.heddle.sim;

import dev.heddle.sim.net.Surroundings;
import dev.heddle.sim.scheduler.Scheduler;

/// What a world gives its network and its disks.
record WorldSurroundings(Scheduler scheduler) implements Surroundings {
  private static final String MAIN = "main";

  @Override
  public long nanos() {
    return scheduler.nanos();
  }

  @Override
  public void after(long delay, Runnable event) {
    scheduler.after(delay, event);
  }

  @Override
  public long random() {
    return scheduler.random();
  }

  @Override
  public boolean isVirtual() {
    return scheduler.runsVirtual();
  }

  @Override
  public String host() {
    String host = scheduler.host();
    return host.isEmpty() ? MAIN : host;
  }
}

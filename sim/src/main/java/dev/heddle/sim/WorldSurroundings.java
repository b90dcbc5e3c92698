package dev.heddle.sim;

import dev.heddle.sim.net.Surroundings;
import dev.heddle.sim.scheduler.RunListener;
import dev.heddle.sim.scheduler.Scheduler;
import java.util.function.Supplier;

/// What a world gives its network and its disks.
record WorldSurroundings(Scheduler scheduler, RunListener listener) implements Surroundings {
  /// Where what runs on no host in particular has its sockets and files.
  static final String MAIN = "main";

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
  public void tell(Supplier<String> what) {
    if (listener.wantsPoints()) {
      listener.happened(what.get());
    }
  }

  @Override
  public void tell(String from, String to, Supplier<String> what) {
    if (listener.wantsPoints()) {
      listener.arrived(from, to, what.get());
    }
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

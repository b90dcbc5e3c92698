package dev.heddle.sim;

import dev.heddle.sim.World.Work;
import dev.heddle.sim.disk.Disk;
import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.NetworkHost;
import dev.heddle.sim.scheduler.Scheduler;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// A machine of a world: the threads that it starts run on it, and the sockets that they open
/// belong to it. Threads of different hosts should share nothing but the network. Belongs to the
/// world's threads.
public final class Host {
  private final String name;
  private final WorldSurroundings surroundings;
  private final Scheduler scheduler;
  private final NetworkHost machine;
  private @Nullable Disk disk; // once it is used
  private final List<Work> atBoot = new ArrayList<>();
  private boolean up = true;

  Host(String name, WorldSurroundings surroundings, Network network) {
    this.name = name;
    this.surroundings = surroundings;
    this.scheduler = surroundings.scheduler();
    this.machine = network.host(name);
  }

  public String name() {
    return name;
  }

  public InetAddress address() {
    return machine.address();
  }

  /// Its disk, whose files survive its crashes as far as they were synced.
  public Disk disk() {
    if (disk == null) {
      disk = new Disk(name, surroundings);
    }
    return disk;
  }

  /// Whether [#disk] was used.
  boolean hasDisk() {
    return disk != null;
  }

  /// Whether it runs: it has not crashed, or has been restarted since.
  public boolean isUp() {
    return up;
  }

  /// Starts a thread here.
  public Thread run(Work work) {
    return run(name, work);
  }

  /// Starts a thread here; after a crash, it never runs.
  public Thread run(String thread, Work work) {
    return scheduler.start(name, thread, () -> World.attempt(scheduler, work));
  }

  /// Runs a task here and waits for its result, such as a server that has been started.
  ///
  /// @throws Exception what the task threw
  public <T> T call(Callable<T> task) throws Exception {
    var result = new CompletableFuture<T>();
    scheduler.start(
        name,
        name,
        () -> {
          try {
            result.complete(task.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  /// Starts a thread here now, and after each restart.
  public Thread onBoot(Work work) {
    atBoot.add(work);
    return run("boot", work);
  }

  /// The machine stops as it is: its threads never run again, its peers are not notified, and what
  /// was not synced to its disk may be lost.
  public void crash() {
    if (up) {
      up = false;
      surroundings.tell(() -> name + " crashes");
      scheduler.kill(name);
      machine.crash();
      if (disk != null) {
        disk.crash();
      }
    }
  }

  /// Starts the work of [#onBoot] again, with none of the sockets from before.
  public void restart() {
    crash();
    up = true;
    surroundings.tell(() -> name + " starts again");
    machine.restart();
    atBoot.forEach(work -> run("boot", work));
  }

  @Override
  public String toString() {
    return name;
  }
}

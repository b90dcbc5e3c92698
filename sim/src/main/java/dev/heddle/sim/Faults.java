package dev.heddle.sim;

import dev.heddle.sim.disk.Disk;
import dev.heddle.sim.net.Network;
import dev.heddle.sim.scheduler.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// What goes wrong in a world, at times and places that follow from the seed. A failure is shrunk
/// to the faults that it needs. Belongs to the world's threads.
public final class Faults {
  private static final long SHORTEST_NANOS = 100_000_000;
  private static final long LONGEST_NANOS = 5_000_000_000L;
  private static final int SLOW_BYTES_PER_SECOND = 2_000;

  private final WorldSurroundings surroundings;
  private final Scheduler scheduler;
  private final Network network;
  private final Supplier<Collection<Host>> hosts;
  private final Set<Integer> without;
  private long withinNanos = 10_000_000_000L;
  private int planned;

  Faults(
      WorldSurroundings surroundings,
      Network network,
      Supplier<Collection<Host>> hosts,
      Set<Integer> without) {
    this.surroundings = surroundings;
    this.scheduler = surroundings.scheduler();
    this.network = network;
    this.hosts = hosts;
    this.without = without;
  }

  /// The faults that are planned from now on begin within this time from now, ten seconds unless it
  /// is called.
  public Faults within(Duration time) {
    if (time.toNanos() <= 0) {
      throw new IllegalArgumentException("faults within " + time);
    }
    withinNanos = time.toNanos();
    return this;
  }

  /// Plans this many partitions: two hosts do not hear each other for 0.1 to 5 s, or one of them
  /// does not hear the other.
  public Faults partitions(int count) {
    for (int i = 0; i < count; i++) {
      boolean oneWay = below(2) == 0;
      long pair = draw();
      long duration = duration();
      plan(() -> partition(pair, oneWay, duration));
    }
    return this;
  }

  /// Plans this many crashes of a host, which is restarted 0.1 to 5 s later.
  public Faults crashes(String host, int count) {
    for (int i = 0; i < count; i++) {
      long duration = duration();
      plan(() -> crash(host, duration));
    }
    return this;
  }

  /// Plans this many slow peers: what is sent to a host arrives at 2,000 bytes a second, for 0.1 to
  /// 5 s.
  public Faults slowPeers(int count) {
    for (int i = 0; i < count; i++) {
      long choice = draw();
      long duration = duration();
      plan(() -> slow(choice, duration));
    }
    return this;
  }

  /// Plans this many slow disks: each sync of a host's files takes 0.25 to 2.5 s, for 0.1 to 5 s.
  public Faults slowDisks(int count) {
    return disks(count, Disk::slow);
  }

  /// Plans this many full disks: a host's files cannot grow, for 0.1 to 5 s.
  public Faults fullDisks(int count) {
    return disks(count, Disk::full);
  }

  private Faults disks(int count, BiConsumer<Disk, Boolean> fault) {
    for (int i = 0; i < count; i++) {
      long choice = draw();
      long duration = duration();
      plan(() -> disturb(choice, duration, fault));
    }
    return this;
  }

  /// Faults are numbered as they are planned, so that one of them can be left out.
  private void plan(Runnable fault) {
    int number = planned++;
    long at = below(withinNanos);
    if (!without.contains(number)) {
      scheduler.after(at, fault);
    }
  }

  /// How many faults were planned.
  int planned() {
    return planned;
  }

  private void partition(long pair, boolean oneWay, long duration) {
    List<Host> all = new ArrayList<>(hosts.get());
    if (all.size() < 2) {
      return;
    }
    int first = index(pair, all.size());
    int second = (first + 1 + index(pair >>> 16, all.size() - 1)) % all.size();
    String one = all.get(first).name();
    String other = all.get(second).name();
    network.link(one, other).cut();
    if (!oneWay) {
      network.link(other, one).cut();
    }
    scheduler.after(duration, () -> network.heal(one, other));
  }

  private void crash(String name, long duration) {
    for (Host host : hosts.get()) {
      if (host.name().equals(name) && host.isUp()) {
        host.crash();
        scheduler.after(duration, host::restart);
      }
    }
  }

  private void slow(long choice, long duration) {
    List<Host> all = new ArrayList<>(hosts.get());
    if (all.isEmpty()) {
      return;
    }
    String slow = all.get(index(choice, all.size())).name();
    String sent = "what is sent to " + slow;
    surroundings.tell(() -> sent + " is slow: " + SLOW_BYTES_PER_SECOND + " bytes/s");
    all.forEach(from -> network.link(from.name(), slow).bandwidth(SLOW_BYTES_PER_SECOND));
    scheduler.after(
        duration,
        () -> {
          surroundings.tell(() -> sent + " is no longer slow");
          all.forEach(from -> network.link(from.name(), slow).bandwidth(0));
        });
  }

  private void disturb(long choice, long duration, BiConsumer<Disk, Boolean> fault) {
    List<Host> all = hosts.get().stream().filter(Host::hasDisk).toList();
    if (!all.isEmpty()) {
      Disk disk = all.get(index(choice, all.size())).disk();
      fault.accept(disk, true);
      scheduler.after(duration, () -> fault.accept(disk, false));
    }
  }

  private static int index(long number, int size) {
    return (int) Long.remainderUnsigned(number, size);
  }

  private long duration() {
    return SHORTEST_NANOS + below(LONGEST_NANOS - SHORTEST_NANOS);
  }

  private long below(long bound) {
    return Long.remainderUnsigned(draw(), bound);
  }

  private long draw() {
    return scheduler.random();
  }
}

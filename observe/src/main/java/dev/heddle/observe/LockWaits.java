package dev.heddle.observe;

import dev.heddle.jdk.ThreadMonitors;
import dev.heddle.jdk.VirtualThreadList;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The threads that wait for a lock at one moment, with the monitors that each holds and the one
/// that it waits for. No others are looked at: in a deadlock, each waits. Immutable.
///
/// Virtual threads are looked at one by one, see [ThreadMonitors]; platform threads are asked for
/// of the JDK's [java.lang.management.ThreadMXBean], which stops the JVM for some microseconds per
/// thread.
final class LockWaits {
  static final LockWaits NONE = new LockWaits();

  private final Map<Long, Entry> threads = new HashMap<>();
  private final Map<String, Long> monitorOwners = new HashMap<>();

  /// One thread.
  ///
  /// @param monitor the one that it waits to enter, as class and identity hash; null if it waits
  ///   for another kind of lock
  /// @param stack the innermost frame first
  record Entry(Thread thread, @Nullable String monitor, List<StackTraceElement> stack) {}

  private LockWaits() {}

  /// Lists all threads of the process that wait for a lock.
  ///
  /// @param known virtual threads that count in any case; others are found if the JDK lists them
  static LockWaits among(Collection<Thread> known) {
    var waits = new LockWaits();
    Set<Thread> virtual = new HashSet<>(VirtualThreadList.all());
    known.stream().filter(Thread::isVirtual).forEach(virtual::add);
    for (Thread thread : virtual) {
      ThreadMonitors look = isWaiting(thread) ? ThreadMonitors.at(thread) : null;
      if (look != null) {
        waits.add(thread, look);
      }
    }
    waits.addPlatformThreads();
    return waits;
  }

  /// Whether it waits for a monitor, or for a lock of `java.util.concurrent` that has an owner.
  static boolean isWaiting(Thread thread) {
    return thread.getState() == Thread.State.BLOCKED
        || LockSupport.getBlocker(thread) instanceof AbstractOwnableSynchronizer;
  }

  private void add(Thread thread, ThreadMonitors look) {
    String monitor = look.waitsFor() == null ? null : Objects.toIdentityString(look.waitsFor());
    threads.put(thread.threadId(), new Entry(thread, monitor, look.stack()));
    for (Object owned : look.owned()) {
      monitorOwners.put(Objects.toIdentityString(owned), thread.threadId());
    }
  }

  private void addPlatformThreads() {
    Map<Long, Thread> waiting = new HashMap<>();
    for (Thread thread : platformThreads()) {
      if (isWaiting(thread)) {
        waiting.put(thread.threadId(), thread);
      }
    }
    long[] ids = waiting.keySet().stream().mapToLong(Long::longValue).toArray();
    for (ThreadInfo info : ManagementFactory.getThreadMXBean().getThreadInfo(ids, true, false)) {
      Thread thread = info == null ? null : waiting.get(info.getThreadId());
      if (thread != null) { // else it has ended
        add(thread, info);
      }
    }
  }

  private void add(Thread thread, ThreadInfo info) {
    boolean blocked = info.getThreadState() == Thread.State.BLOCKED;
    LockInfo lock = info.getLockInfo();
    String monitor = blocked && lock != null ? lock.toString() : null;
    threads.put(thread.threadId(), new Entry(thread, monitor, List.of(info.getStackTrace())));
    for (MonitorInfo owned : info.getLockedMonitors()) {
      if (!owned.toString().equals(monitor)) { // else it has given it up, in Object.wait
        monitorOwners.put(owned.toString(), thread.threadId());
      }
    }
  }

  private static List<Thread> platformThreads() {
    ThreadGroup root = Objects.requireNonNull(Thread.currentThread().getThreadGroup());
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] all = new Thread[root.activeCount() * 2 + 16];
    return Arrays.asList(all).subList(0, root.enumerate(all, true));
  }

  @Nullable Entry thread(long id) {
    return threads.get(id);
  }

  /// The waiting thread that holds a monitor; null if none does.
  @Nullable Long ownerOf(String monitor) {
    return monitorOwners.get(monitor);
  }
}

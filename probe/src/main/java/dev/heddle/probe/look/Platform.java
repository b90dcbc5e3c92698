package dev.heddle.probe.look;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The platform threads of this JVM, with the monitors that they hold, by the JDK's own
/// `ThreadMXBean`, which stops the JVM for some microseconds for each thread. Stateless.
final class Platform {
  private static final String CARRIER = "jdk.internal.misc.CarrierThread";

  private Platform() {}

  static List<Thread> all() {
    ThreadGroup root = Objects.requireNonNull(Thread.currentThread().getThreadGroup());
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] all = new Thread[root.activeCount() * 2 + 16];
    return Arrays.asList(all).subList(0, root.enumerate(all, true));
  }

  /// Whether it is one of the JDK's that carry virtual threads.
  static boolean isCarrier(Thread thread) {
    return thread.getClass().getName().equals(CARRIER);
  }

  /// @return null for each thread that has ended
  static @Nullable ThreadInfo[] look(List<Thread> threads) {
    long[] ids = threads.stream().mapToLong(Look::id).toArray();
    return ManagementFactory.getThreadMXBean().getThreadInfo(ids, true, false);
  }

  /// How often it has begun to wait since it was started; -1 if it has ended.
  static long waits(Thread thread) {
    ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(Look.id(thread));
    return info == null ? -1 : waits(info);
  }

  static long waits(ThreadInfo thread) {
    return thread.getBlockedCount() + thread.getWaitedCount();
  }

  /// Those of these threads that wait for a monitor. Stops nothing. If a virtual thread has it that
  /// is not mounted, the JDK names no owner, and says that the waiting thread runs.
  static List<ThreadInfo> blocked(List<Thread> threads) {
    long[] ids =
        threads.stream()
            .filter(thread -> thread.getState() == Thread.State.BLOCKED)
            .mapToLong(Look::id)
            .toArray();
    List<ThreadInfo> blocked = new ArrayList<>();
    if (ids.length > 0) {
      for (ThreadInfo thread : ManagementFactory.getThreadMXBean().getThreadInfo(ids)) {
        if (thread != null) {
          blocked.add(thread);
        }
      }
    }
    return blocked;
  }

  /// Adds the monitors that this thread holds to all others, and the one that it waits for if
  /// another thread has that.
  ///
  /// @return the number of the wait for a monitor; -1 if it waits for none
  static int addMonitors(ThreadInfo thread, Monitors monitors, Mounted mounted) {
    boolean isEntering = thread.getThreadState() == Thread.State.BLOCKED;
    LockInfo lock = thread.getLockInfo();
    String waitsFor = lock == null || isParked(thread) ? null : name(lock);
    for (MonitorInfo owned : thread.getLockedMonitors()) {
      if (!name(owned).equals(waitsFor)) { // else it has given it up, in Object.wait
        StackTraceElement frame = owned.getLockedStackFrame();
        if (frame != null && isSelectors(frame)) {
          monitors.ownInSelector(name(owned), thread.getThreadId());
        } else {
          monitors.own(name(owned), thread.getThreadId());
        }
      }
    }
    if (waitsFor != null && isEntering && thread.getLockOwnerId() >= 0) {
      monitors.own(waitsFor, mounted.on(thread.getLockOwnerId()));
    }
    return waitsFor == null ? -1 : monitors.number(waitsFor, isEntering);
  }

  /// Whether this is the JDK's code of channels and selectors.
  static boolean isSelectors(StackTraceElement frame) {
    return frame.getClassName().startsWith("sun.nio.ch.");
  }

  private static boolean isParked(ThreadInfo thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    return thread.getThreadState() != Thread.State.BLOCKED
        && stack.length > 0
        && stack[0].getMethodName().equals("park");
  }

  private static String name(LockInfo lock) {
    return lock.getClassName() + '@' + Integer.toHexString(lock.getIdentityHashCode());
  }
}

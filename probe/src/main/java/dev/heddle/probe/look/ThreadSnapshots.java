package dev.heddle.probe.look;

import static dev.heddle.probe.look.Inside.field;
import static dev.heddle.probe.look.Inside.method;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `jdk.internal.vm.ThreadSnapshot` of JDK 25: a thread's stack with its monitors. Safe only for a
/// thread that cannot be mounted or unmounted meanwhile (JDK-8364343), which is up to the caller.
/// Thread-safe.
final class ThreadSnapshots {
  private static final int LOCKED = 0;

  private final Method of;
  private final Field stack;
  private final Field locks;
  private final Field lockType;
  private final Field lockObject;
  private final Field blocker;
  private final Field blockerType;
  private final Field blockerObject;

  ThreadSnapshots() throws ReflectiveOperationException {
    Class<?> type = Class.forName("jdk.internal.vm.ThreadSnapshot");
    Class<?> lock = Class.forName("jdk.internal.vm.ThreadSnapshot$ThreadLock");
    Class<?> block = Class.forName("jdk.internal.vm.ThreadSnapshot$ThreadBlocker");
    of = method(type, "of", Thread.class);
    stack = field(type, "stackTrace");
    locks = field(type, "locks");
    lockType = field(lock, "typeOrdinal");
    lockObject = field(lock, "obj");
    blocker = field(type, "blocker");
    blockerType = field(block, "type");
    blockerObject = field(block, "obj");
  }

  /// Null if the thread has ended.
  @Nullable ThreadSnapshot of(Thread thread) throws ReflectiveOperationException {
    Object snapshot = of.invoke(null, thread);
    if (snapshot == null) {
      return null;
    }
    Object blocked = blocker.get(snapshot);
    String how = blocked == null ? "" : blockerType.get(blocked).toString();
    Object monitor = how.startsWith("WAITING_") ? blockerObject.get(blocked) : null;
    return new ThreadSnapshot(
        Arrays.asList((StackTraceElement[]) stack.get(snapshot)),
        owned((Object[]) locks.get(snapshot), monitor),
        monitor,
        how.equals("WAITING_TO_LOCK"));
  }

  /// Without the monitor that the thread waits for: its frames list it as well.
  @SuppressWarnings("ReferenceEquality") // a monitor is the object itself
  private List<Object> owned(Object[] all, @Nullable Object monitor)
      throws ReflectiveOperationException {
    List<Object> owned = new ArrayList<>(all.length);
    for (Object lock : all) {
      Object object = lockObject.get(lock);
      if (lockType.getInt(lock) == LOCKED && object != null && object != monitor) {
        owned.add(object);
      }
    }
    return owned;
  }
}

package dev.heddle.jdk;

import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Holds a virtual thread that is not running, and walks its frames meanwhile, as
/// `VirtualThread.tryGetStackTrace` of JDK 25 does: its state changes by compare-and-set to one
/// that nothing mounts; afterwards the state is put back, and the thread is submitted if it was
/// woken meanwhile. Thread-safe.
final class HeldThreads {
  /// The release whose protocol this is.
  static final int JDK = 25;

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final int suspended;
  private final int parked;
  private final int timedParked;
  private final int blocked;
  private final int unparked;
  private final int unblocked;
  private final MethodHandle state;
  private final MethodHandle compareAndSet;
  private final MethodHandle set;
  private final MethodHandle parkPermit;
  private final MethodHandle blockPermit;
  private final MethodHandle submit;
  private final MethodHandle continuation;
  private final LiveFrames frames = new LiveFrames();

  private HeldThreads() throws ReflectiveOperationException {
    Class<?> type = Class.forName("java.lang.VirtualThread");
    suspended = constant(type, "SUSPENDED");
    parked = constant(type, "PARKED");
    timedParked = constant(type, "TIMED_PARKED");
    blocked = constant(type, "BLOCKED");
    unparked = constant(type, "UNPARKED");
    unblocked = constant(type, "UNBLOCKED");
    state = getter(type, "state", int.class);
    parkPermit = getter(type, "parkPermit", boolean.class);
    blockPermit = getter(type, "blockPermit", boolean.class);
    continuation = getter(type, "cont", Object.class);
    compareAndSet =
        method(type, "compareAndSetState", int.class, int.class)
            .asType(MethodType.methodType(boolean.class, Thread.class, int.class, int.class));
    set =
        method(type, "setState", int.class)
            .asType(MethodType.methodType(void.class, Thread.class, int.class));
    submit =
        method(type, "submitRunContinuation")
            .asType(MethodType.methodType(void.class, Thread.class));
  }

  /// Null if this JVM denies access, or is another release.
  static @Nullable HeldThreads find() {
    if (Runtime.version().feature() != JDK) {
      return null;
    }
    try {
      return new HeldThreads();
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      return null;
    }
  }

  private static int constant(Class<?> type, String name) throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.getInt(null);
  }

  private static MethodHandle getter(Class<?> type, String name, Class<?> value)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return LOOKUP.unreflectGetter(field).asType(MethodType.methodType(value, Thread.class));
  }

  private static MethodHandle method(Class<?> type, String name, Class<?>... parameters)
      throws ReflectiveOperationException {
    Method method = type.getDeclaredMethod(name, parameters);
    method.setAccessible(true);
    return LOOKUP.unreflect(method);
  }

  LiveFrames frames() {
    return frames;
  }

  /// What the thread is doing, as a number of the JDK's; without the mark that it is held.
  int state(Thread virtual) throws Throwable {
    return (int) state.invokeExact(virtual) & ~suspended;
  }

  /// Whether a thread in this state is parked, or waits for a monitor, and is not mounted.
  boolean isWaiting(int state) {
    return state == parked || state == timedParked || isBlocked(state);
  }

  boolean isBlocked(int state) {
    return state == blocked;
  }

  /// The thread's frames with their monitors, the innermost first.
  ///
  /// @param waiting its state, for which [#isWaiting] is true
  /// @return null if its state has changed, or another caller holds it
  @Nullable List<StackFrame> frames(Thread virtual, int waiting) throws Throwable {
    if (!(boolean) compareAndSet.invokeExact(virtual, waiting, waiting | suspended)) {
      return null;
    }
    try {
      return frames.of((Object) continuation.invokeExact(virtual));
    } finally {
      release(virtual, waiting);
    }
  }

  private void release(Thread virtual, int before) throws Throwable {
    set.invokeExact(virtual, before);
    boolean woken =
        isBlocked(before)
            ? (boolean) blockPermit.invokeExact(virtual)
            : (boolean) parkPermit.invokeExact(virtual);
    int runnable = isBlocked(before) ? unblocked : unparked;
    if (woken && (boolean) compareAndSet.invokeExact(virtual, before, runnable)) {
      submit.invokeExact(virtual);
    }
  }
}

package dev.heddle.sim.scheduler;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/// Gives objects the identity hash codes of the world's own, so that hash tables have the same
/// order in each run.
///
/// The JVM draws an object's hash code when it is asked for the first time, and keeps it in the
/// object's first word. So before that, the world writes one there. Where the word lies is learnt
/// from objects whose hash code is known; if this JVM keeps it elsewhere, nothing is written, and
/// `-XX:hashCode=2` helps. Where a thread has waited for an object's monitor, the JVM may keep the
/// word elsewhere: so each object whose monitor the application enters gets its hash code before.
/// Thread-safe.
final class HashCodes {
  private static final int MASK = 0x7FFF_FFFF;
  private static final int LOCK_BITS = 3;
  private static final int INFLATED = 2;
  private static final int NONE = -1;

  private static final Object UNSAFE;
  private static final java.lang.invoke.MethodHandle READ;
  private static final java.lang.invoke.MethodHandle SWAP;
  private static final int SHIFT;

  static {
    try {
      Field held = Class.forName("java.lang.Thread$ThreadIdentifiers").getDeclaredField("U");
      held.setAccessible(true);
      UNSAFE = held.get(null);
      var lookup = java.lang.invoke.MethodHandles.lookup();
      Method read = UNSAFE.getClass().getMethod("getLong", Object.class, long.class);
      Method swap =
          UNSAFE
              .getClass()
              .getMethod("compareAndSetLong", Object.class, long.class, long.class, long.class);
      READ = lookup.unreflect(read).bindTo(UNSAFE);
      SWAP = lookup.unreflect(swap).bindTo(UNSAFE);
      SHIFT = learn();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final ClassValue<Boolean> HAS_NO_OTHER =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          try {
            return type.getMethod("hashCode").getDeclaringClass() == Object.class;
          } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
          }
        }
      };

  private HashCodes() {}

  /// Whether the object's class leaves `hashCode` as it is in `Object`.
  static boolean hasNoOther(Object object) {
    return HAS_NO_OTHER.get(object.getClass());
  }

  /// Whether the object has a hash code already, or can have none from here: one in whose monitor
  /// threads have waited in the JDK's code only.
  static boolean isGiven(Object object) {
    if (SHIFT == NONE) {
      return true;
    }
    long word = read(object);
    return (word & LOCK_BITS) == INFLATED || ((word >>> SHIFT) & MASK) != 0;
  }

  static void give(Object object, long number) {
    long hash = number & MASK;
    long word = read(object);
    if ((word & LOCK_BITS) != INFLATED && ((word >>> SHIFT) & MASK) == 0) {
      swap(object, word, word | ((hash == 0 ? 1 : hash) << SHIFT));
    }
  }

  private static int learn() {
    int found = NONE;
    for (int i = 0; i < 8; i++) {
      var object = new Object();
      long before = read(object);
      int hash = System.identityHashCode(object);
      long after = read(object);
      int shift = Long.numberOfTrailingZeros(after ^ before) & 63;
      int place = NONE;
      for (int candidate = 2; candidate <= 33; candidate++) {
        if (((after >>> candidate) & MASK) == hash && ((before >>> candidate) & MASK) == 0) {
          place = candidate;
        }
      }
      if (place == NONE || place > shift || (found != NONE && found != place)) {
        return NONE;
      }
      found = place;
    }
    return found;
  }

  private static long read(Object object) {
    try {
      return (long) READ.invokeExact(object, 0L);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void swap(Object object, long expected, long wanted) {
    try {
      var _ = (boolean) SWAP.invokeExact(object, 0L, expected, wanted);

    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}

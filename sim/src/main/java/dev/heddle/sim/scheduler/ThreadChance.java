package dev.heddle.sim.scheduler;

import java.lang.reflect.Method;

/// What the JDK keeps of its random numbers in the calling platform thread. Its pools choose their
/// queues by that, and ask the thread that carries a virtual one. Immutable.
///
/// @param seed of `ThreadLocalRandom`
/// @param probe likewise, by which threads are distinguished; 0 before the first use
/// @param secondary the seed of what must not disturb the other one
record ThreadChance(long seed, int probe, int secondary) {
  /// As in a thread that has drawn none.
  static final ThreadChance FIRST = new ThreadChance(1, 1, 1);

  private static final String RANDOM = "java.util.concurrent.ThreadLocalRandom";
  private static final Object UNSAFE = JdkFields.value(RANDOM, "U");
  private static final long SEED = (long) JdkFields.value(RANDOM, "SEED");
  private static final long PROBE = (long) JdkFields.value(RANDOM, "PROBE");
  private static final long SECONDARY = (long) JdkFields.value(RANDOM, "SECONDARY");
  private static final Method GET_LONG = method("getLong");
  private static final Method GET_INT = method("getInt");
  private static final Method PUT_LONG = method("putLong", long.class);
  private static final Method PUT_INT = method("putInt", int.class);

  private static Method method(String name, Class<?>... value) {
    try {
      return value.length == 0
          ? UNSAFE.getClass().getMethod(name, Object.class, long.class)
          : UNSAFE.getClass().getMethod(name, Object.class, long.class, value[0]);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static ThreadChance ofCaller() {
    Thread caller = Thread.currentThread();
    try {
      return new ThreadChance(
          (long) GET_LONG.invoke(UNSAFE, caller, SEED),
          (int) GET_INT.invoke(UNSAFE, caller, PROBE),
          (int) GET_INT.invoke(UNSAFE, caller, SECONDARY));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// In the calling thread.
  void set() {
    Thread caller = Thread.currentThread();
    try {
      PUT_LONG.invoke(UNSAFE, caller, SEED, seed);
      PUT_INT.invoke(UNSAFE, caller, PROBE, probe);
      PUT_INT.invoke(UNSAFE, caller, SECONDARY, secondary);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}

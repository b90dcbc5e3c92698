package dev.heddle.sim.scheduler;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What the JDK counts in order to give ids and names: each world begins anew, and outside of
/// worlds the counting continues as if there had been none. Immutable.
///
/// @param ids the id that the next thread gets
/// @param threads as in `Thread-0`
/// @param pools as in `pool-1-thread-1`
/// @param forkJoinPools one less than in `ForkJoinPool-1-worker-1`
/// @param timers as in `Timer-0`
record JdkNumbers(long ids, int threads, int pools, int forkJoinPools, int timers) {
  /// The ids are far above those of threads of no world.
  static final JdkNumbers FIRST = new JdkNumbers(1L << 32, 0, 1, 0, 0);

  /// For what begins before the world counts.
  static final JdkNumbers OF_STATICS = new JdkNumbers(1L << 31, 1 << 20, 1 << 20, 1 << 20, 1 << 20);

  private static final @Nullable Field THREADS =
      JdkFields.find("java.lang.Thread$ThreadNumbering", "next");
  private static final @Nullable Field FORK_JOIN_POOLS =
      JdkFields.find("java.util.concurrent.ForkJoinPool", "poolIds");
  private static final @Nullable AtomicInteger POOLS =
      (AtomicInteger)
          JdkFields.findValue("java.util.concurrent.Executors$DefaultThreadFactory", "poolNumber");
  private static final @Nullable AtomicInteger TIMERS =
      (AtomicInteger) JdkFields.findValue("java.util.Timer", "nextSerialNumber");

  private static final Object UNSAFE = JdkFields.value("java.lang.Thread$ThreadIdentifiers", "U");
  private static final long NEXT_ID =
      (long) JdkFields.value("java.lang.Thread$ThreadIdentifiers", "NEXT_TID_OFFSET");
  private static final Method PUT_LONG;
  private static final Method GET_LONG;

  static {
    try {
      GET_LONG = UNSAFE.getClass().getMethod("getLong", Object.class, long.class);
      PUT_LONG = UNSAFE.getClass().getMethod("putLong", Object.class, long.class, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// As they are now.
  static JdkNumbers current() {
    try {
      return new JdkNumbers(
          (long) GET_LONG.invoke(UNSAFE, null, NEXT_ID),
          read(THREADS),
          POOLS == null ? 0 : POOLS.get(),
          read(FORK_JOIN_POOLS),
          TIMERS == null ? 0 : TIMERS.get());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Lets the JDK count on from here.
  void set() {
    try {
      PUT_LONG.invoke(UNSAFE, null, NEXT_ID, ids);
      write(THREADS, threads);
      write(FORK_JOIN_POOLS, forkJoinPools);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    if (POOLS != null) {
      POOLS.set(pools);
    }
    if (TIMERS != null) {
      TIMERS.set(timers);
    }
  }

  private static int read(@Nullable Field counter) throws IllegalAccessException {
    return counter == null ? 0 : counter.getInt(null);
  }

  private static void write(@Nullable Field counter, int next) throws IllegalAccessException {
    if (counter != null) {
      counter.setInt(null, next);
    }
  }
}

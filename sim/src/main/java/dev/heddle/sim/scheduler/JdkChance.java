package dev.heddle.sim.scheduler;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What makes the JDK's random numbers differ from run to run: it begins anew with each world.
final class JdkChance {
  private static final AtomicLong SEEDER =
      (AtomicLong) of("java.util.concurrent.ThreadLocalRandom", "seeder");
  private static final AtomicInteger PROBES =
      (AtomicInteger) of("java.util.concurrent.ThreadLocalRandom", "probeGenerator");
  private static final AtomicLong UNIQUIFIER =
      (AtomicLong) of("java.util.Random", "seedUniquifier");
  private static final AtomicLong SPLITTABLE =
      (AtomicLong) of("java.util.SplittableRandom", "defaultGen");
  private static final Random MATH =
      (Random) of("java.lang.Math$RandomNumberGeneratorHolder", "randomNumberGenerator");
  private static final Field SHUFFLE = field("java.util.Collections", "r");

  private static final Object UNSAFE = of("java.lang.Thread$ThreadIdentifiers", "U");
  private static final long NEXT_ID =
      (long) of("java.lang.Thread$ThreadIdentifiers", "NEXT_TID_OFFSET");
  private static final Method PUT_LONG;
  private static final Method GET_LONG;

  /// Far above the ids of threads of no world.
  private static final long FIRST_ID = 1L << 32;

  private static final long FIRST_STATIC_ID = 1L << 31;

  static {
    try {
      GET_LONG = UNSAFE.getClass().getMethod("getLong", Object.class, long.class);
      PUT_LONG = UNSAFE.getClass().getMethod("putLong", Object.class, long.class, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private JdkChance() {}

  /// Begins anew, before the world's static state does.
  ///
  /// @return the next thread's id outside of worlds, for [#leave]
  static long enter(long seed) {
    return begin(seed, FIRST_STATIC_ID);
  }

  /// Begins anew, after that.
  static void begin(long seed) {
    begin(seed, FIRST_ID);
  }

  private static long begin(long seed, long firstId) {
    SEEDER.set(seed);
    PROBES.set(0);
    UNIQUIFIER.set(seed);
    SPLITTABLE.set(seed);
    MATH.setSeed(seed);
    try {
      SHUFFLE.set(null, null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    long next = nextId();
    nextId(firstId);
    return next;
  }

  /// Outside of worlds, the ids of threads go on.
  static void leave(long nextId) {
    nextId(nextId);
  }

  /// The id that the next thread gets.
  static long nextId() {
    try {
      return (long) GET_LONG.invoke(UNSAFE, null, NEXT_ID);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static void nextId(long nextId) {
    try {
      PUT_LONG.invoke(UNSAFE, null, NEXT_ID, nextId);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Field field(String type, String name) {
    try {
      Field field = Class.forName(type).getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object of(String type, String name) {
    try {
      return field(type, name).get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}

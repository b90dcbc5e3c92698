package dev.heddle.sim.scheduler;

import static dev.heddle.sim.scheduler.JdkFields.findValue;
import static dev.heddle.sim.scheduler.JdkFields.value;

import java.lang.reflect.Field;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What makes the JDK's random numbers differ from run to run: it begins anew with each world.
final class JdkChance {
  private static final AtomicLong SEEDER =
      (AtomicLong) value("java.util.concurrent.ThreadLocalRandom", "seeder");
  private static final AtomicInteger PROBES =
      (AtomicInteger) value("java.util.concurrent.ThreadLocalRandom", "probeGenerator");
  private static final AtomicLong UNIQUIFIER =
      (AtomicLong) value("java.util.Random", "seedUniquifier");
  private static final AtomicLong SPLITTABLE =
      (AtomicLong) value("java.util.SplittableRandom", "defaultGen");
  private static final Random MATH =
      (Random) value("java.lang.Math$RandomNumberGeneratorHolder", "randomNumberGenerator");
  private static final Field SHUFFLE = JdkFields.get("java.util.Collections", "r");

  /// Those of `RandomGenerator.of`, each of which has a counter of its own.
  private static final List<AtomicLong> GENERATORS =
      Stream.of(
              "L32X64MixRandom",
              "L64X128MixRandom",
              "L64X128StarStarRandom",
              "L64X256MixRandom",
              "L64X1024MixRandom",
              "L128X128MixRandom",
              "L128X256MixRandom",
              "L128X1024MixRandom",
              "Xoroshiro128PlusPlus",
              "Xoshiro256PlusPlus")
          .map(JdkChance::counterOf)
          .filter(Objects::nonNull)
          .toList();

  /// Whether queues that hand over take the machine for one with one processor, and so do not spin.
  private static final @Nullable Field UNIPROCESSOR =
      JdkFields.find("java.util.concurrent.LinkedTransferQueue$DualNode", "isUniprocessor");

  private JdkChance() {}

  private static @Nullable AtomicLong counterOf(String generator) {
    String type = "jdk.internal.random." + generator;
    Object counter = findValue(type, "defaultGen");
    return (AtomicLong) (counter == null ? findValue(type, "DEFAULT_GEN") : counter);
  }

  /// The JDK's state outside of worlds, which is restored after each. Immutable.
  ///
  /// @param counts in the order of [JdkChance#counters()]
  /// @param carrier of the thread that runs the world
  record Outside(
      JdkNumbers numbers,
      List<Long> counts,
      int probes,
      boolean uniprocessor,
      ThreadChance carrier) {
    static Outside current() {
      return new Outside(
          JdkNumbers.current(),
          JdkChance.counters().map(AtomicLong::get).toList(),
          PROBES.get(),
          isUniprocessor(),
          ThreadChance.ofCaller());
    }

    /// By the thread that has run the world.
    void restore() {
      numbers.set();
      Iterator<Long> before = counts.iterator();
      JdkChance.counters().forEach(counter -> counter.set(before.next()));
      PROBES.set(probes);
      isUniprocessor(uniprocessor);
      carrier.set();
      MATH.setSeed(System.nanoTime());
    }
  }

  private static Stream<AtomicLong> counters() {
    return Stream.concat(Stream.of(SEEDER, UNIQUIFIER, SPLITTABLE), GENERATORS.stream());
  }

  /// Begins anew, before the world's static state does. By the thread that runs the world.
  static Outside enter(long seed) {
    Outside outside = Outside.current();
    begin(seed, JdkNumbers.OF_STATICS);
    return outside;
  }

  /// Begins anew, after that.
  static void begin(long seed) {
    begin(seed, JdkNumbers.FIRST);
  }

  private static void begin(long seed, JdkNumbers numbers) {
    counters().forEach(counter -> counter.set(seed));
    PROBES.set(0);
    MATH.setSeed(seed);
    try {
      SHUFFLE.set(null, null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    isUniprocessor(false);
    ThreadChance.FIRST.set();
    numbers.set();
  }

  private static boolean isUniprocessor() {
    try {
      return UNIPROCESSOR != null && UNIPROCESSOR.getBoolean(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void isUniprocessor(boolean is) {
    try {
      if (UNIPROCESSOR != null) {
        UNIPROCESSOR.setBoolean(null, is);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.heddle.sim.scheduler;

import static dev.heddle.sim.scheduler.JdkFields.findValue;
import static dev.heddle.sim.scheduler.JdkFields.value;

import java.lang.reflect.Field;
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

  /// Begins anew, before the world's static state does.
  ///
  /// @return the numbers outside of worlds, which go on when it has ended
  static Numbers enter(long seed) {
    Numbers outside = Numbers.current();
    begin(seed, Numbers.OF_STATICS);
    return outside;
  }

  /// Begins anew, after that.
  static void begin(long seed) {
    begin(seed, Numbers.FIRST);
  }

  private static void begin(long seed, Numbers numbers) {
    SEEDER.set(seed);
    PROBES.set(0);
    UNIQUIFIER.set(seed);
    SPLITTABLE.set(seed);
    GENERATORS.forEach(counter -> counter.set(seed));
    MATH.setSeed(seed);
    try {
      SHUFFLE.set(null, null);
      if (UNIPROCESSOR != null) {
        UNIPROCESSOR.setBoolean(null, false);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    numbers.set();
  }
}

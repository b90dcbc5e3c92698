package dev.heddle.sim.scheduler;

/// Random numbers that do not depend on what others drew before: the n-th of a key is always the
/// same. (SplitMix64: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number
/// Generators", OOPSLA 2014.) Stateless.
final class Chance {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Chance() {}

  static long draw(long seed, long key, long n) {
    return mix(mix(seed + key * GOLDEN) + n * GOLDEN);
  }

  static long mix(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

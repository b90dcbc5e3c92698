package dev.heddle.sim.scheduler;

/// A number that stands for all that was chosen in a world: two runs with the same one were the
/// same. Belongs to the world.
final class RunDigest {
  private long value = 1;

  void add(long next) {
    value = (value ^ next) * 0x9E3779B97F4A7C15L;
    value ^= value >>> 29;
  }

  long value() {
    return value;
  }
}

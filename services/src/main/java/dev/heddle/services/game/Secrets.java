package dev.heddle.services.game;

import java.util.SplittableRandom;

/// The numbers to guess, one for each round. With one seed, round 3 has the same number in every
/// run, and on every node. Immutable.
final class Secrets {
  static final int MOST = 100;

  /// Keeps the seeds of neighbouring rounds far apart.
  private static final long STRIDE = 0x9E3779B97F4A7C15L;

  private final long seed;

  Secrets(long seed) {
    this.seed = seed;
  }

  int of(long round) {
    return new SplittableRandom(seed + round * STRIDE).nextInt(1, MOST + 1);
  }
}

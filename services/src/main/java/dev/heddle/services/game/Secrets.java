package dev.heddle.services.game;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The numbers to guess, one for each round. With a seed, round 3 has the same number in every run.
/// Immutable.
final class Secrets {
  static final int MOST = 100;

  /// Keeps the seeds of neighbouring rounds far apart.
  private static final long STRIDE = 0x9E3779B97F4A7C15L;

  private final long seed;

  Secrets(@Nullable Long seed) {
    this.seed = seed == null ? new SecureRandom().nextLong() : seed;
  }

  int of(long round) {
    return new SplittableRandom(seed + round * STRIDE).nextInt(1, MOST + 1);
  }
}

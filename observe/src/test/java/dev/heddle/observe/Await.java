package dev.heddle.observe;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting for what must come about, for as long as a slow and busy machine may need.
final class Await {
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long LOOK_NANOS = 5_000_000;

  private Await() {}

  static void that(Supplier<String> what, BooleanSupplier holds) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("does not come about: " + what.get());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /// The first finding of a kind.
  static Finding finding(Observer observer, String kind, boolean over) {
    Supplier<List<Finding>> fitting =
        () ->
            observer.findings().stream()
                .filter(f -> f.kind().equals(kind) && f.over() == over)
                .toList();
    that(() -> kind + " among " + observer.findings(), () -> !fitting.get().isEmpty());
    return fitting.get().getFirst();
  }
}

package dev.heddle.load;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// Ends a run as soon as something holds.
record Onlooker(BooleanSupplier over, Runnable atMeasuring) implements RunObserver {
  Onlooker(BooleanSupplier over) {
    this(over, () -> {});
  }

  /// Ends it as soon as the measurement is reported.
  static Onlooker untilMeasuring() {
    var measuring = new AtomicBoolean();
    return new Onlooker(measuring::get, () -> measuring.set(true));
  }

  @Override
  public boolean isOver() {
    return over.getAsBoolean();
  }

  @Override
  public void saw(Progress progress) {
    if (progress.phase().equals("measuring")) {
      atMeasuring.run();
    }
  }
}

package dev.heddle;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The limits that a builder has been given so far. A change stays in force when whole [Limits]
/// come after it, so the order of a builder's calls makes no difference. Belongs to its builder.
final class BuilderLimits {
  private Limits current = Limits.DEFAULT;
  private UnaryOperator<Limits> changes = UnaryOperator.identity();

  Limits current() {
    return current;
  }

  /// Replaces all that no change has set.
  void replace(Limits limits) {
    current = changes.apply(Objects.requireNonNull(limits));
  }

  /// Changes what there is now and whatever replaces it later.
  void change(UnaryOperator<Limits> change) {
    current = Objects.requireNonNull(change.apply(current));
    UnaryOperator<Limits> earlier = changes;
    changes = limits -> change.apply(earlier.apply(limits));
  }

  void idleTimeout(@Nullable Duration timeout) {
    change(limits -> limits.withIdleTimeout(timeout));
  }
}

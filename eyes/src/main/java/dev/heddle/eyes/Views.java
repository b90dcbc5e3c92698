package dev.heddle.eyes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What several looks at one JVM have shown. Immutable.
///
/// @param deadlocks that all of them have shown
record Views(JvmView first, JvmView last, List<Deadlock> deadlocks) {
  private static final int BETWEEN = 2;

  /// Looks at one JVM.
  interface Look {
    JvmView take() throws LookException;
  }

  /// Looks again after this time. If there seems to be a deadlock, it uses the time to look twice
  /// more, to be sure.
  ///
  /// @param first has been taken before
  static Views after(JvmView first, Duration apart, Look look)
      throws LookException, InterruptedException {
    long end = System.nanoTime() + apart.toNanos();
    List<JvmView> all = new ArrayList<>(List.of(first));
    for (int i = 0; i < BETWEEN && !Findings.deadlocks(all).isEmpty(); i++) {
      Thread.sleep(apart.dividedBy(BETWEEN + 1));
      all.add(look.take());
    }
    Thread.sleep(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    all.add(look.take());
    return new Views(first, all.getLast(), Findings.deadlocks(all));
  }
}

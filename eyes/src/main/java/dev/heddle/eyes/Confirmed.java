package dev.heddle.eyes;

import java.util.ArrayList;
import java.util.List;

/// Deadlocks that several looks have shown. Stateless.
final class Confirmed {
  private static final int CONFIRMATIONS = 2;
  private static final long APART_MILLIS = 50;

  private Confirmed() {}

  /// Looks at one JVM.
  interface Views {
    JvmView take() throws LookException;
  }

  /// If there seems to be one in both views, looks again to be sure.
  static List<Deadlock> deadlocks(JvmView first, JvmView second, Views more)
      throws LookException, InterruptedException {
    List<JvmView> views = new ArrayList<>(List.of(first, second));
    List<Deadlock> deadlocks = Findings.deadlocks(views);
    for (int i = 0; i < CONFIRMATIONS && !deadlocks.isEmpty(); i++) {
      Thread.sleep(APART_MILLIS);
      views.add(more.take());
      deadlocks = Findings.deadlocks(views);
    }
    return deadlocks;
  }
}

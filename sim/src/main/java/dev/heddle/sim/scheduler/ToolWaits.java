package dev.heddle.sim.scheduler;

import dev.heddle.sim.agent.Scope;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Threads of a world that wait to enter a monitor which they may share with threads outside of it:
/// the console's, or a log's. If the world ended without them, the JVM would pass the monitor to a
/// thread that never runs again, and no thread could print or log any more. Such a wait ends by
/// itself; one for a thread of this world does not, as long as no thread of it runs. Stateless.
@SuppressWarnings("ReferenceEquality") // tasks have no other
final class ToolWaits {
  /// Real time: what others print or log is over by then.
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private ToolWaits() {}

  /// Waits, in real time, until one of them can continue. After ten seconds, the world continues
  /// without those that wait now.
  ///
  /// @param blocked those that wait to enter a monitor
  /// @param all the world's threads; none of them can run
  /// @param settles whether one can run now
  /// @return whether one can
  static boolean await(List<Task> blocked, Collection<Task> all, BooleanSupplier settles) {
    if (blocked.stream().noneMatch(task -> isInTool(task, all))) {
      return false;
    }
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      Jdk.giveWay();
      if (settles.getAsBoolean()) {
        return true;
      }
    }
    blocked.forEach(task -> task.givenUp = true);
    return false;
  }

  private static boolean isInTool(Task task, Collection<Task> all) {
    if (task.givenUp) {
      return false;
    }
    String tool = task.topClass();
    return Scope.isTool(tool.replace('.', '/'))
        && all.stream().noneMatch(other -> other != task && other.isWithin(tool));
  }
}

package dev.heddle.probe.look;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The virtual threads of a JVM that has no continuations, such as with `-XX:-VMContinuations`:
/// each has a platform thread of its own, which the JDK hides from its lists of these. Belongs to
/// the looking thread.
final class Bound {
  private static final String TYPE = "java.lang.ThreadBuilders$BoundVirtualThread";

  private final @Nullable ThreadSnapshots snapshots;

  Bound() throws ReflectiveOperationException {
    snapshots = Virtual.release() == Held.JDK ? new ThreadSnapshots() : null;
  }

  /// None in any other JVM.
  static List<Thread> all() throws ReflectiveOperationException {
    Class<?> type = Inside.ifInUse(TYPE);
    if (type == null) {
      return List.of();
    }
    List<Thread> all = Virtual.all();
    all.removeIf(thread -> !type.isInstance(thread));
    return all;
  }

  /// Null if it has ended.
  @Nullable ThreadSnapshot look(Thread thread) throws ReflectiveOperationException {
    return snapshots == null
        ? ThreadSnapshot.ofStack(thread.getStackTrace())
        : snapshots.of(thread);
  }
}

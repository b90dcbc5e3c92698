package dev.heddle.sim.scheduler;

import org.jspecify.annotations.Nullable;

/// Learns what happens in a world, without changing it. Called by the world at work: it must not
/// wait, and what it does takes no virtual time.
public interface Listener {

  /// Nothing is learnt.
  Listener NONE = new Listener() {};

  /// A thread was started.
  default void started(Task task, @Nullable Task by) {}

  /// Another thread runs from now on.
  ///
  /// @param from who ran before; null if that one has stopped
  /// @param site before which place it was preempted; -1 if it was not
  default void switched(@Nullable Task from, int site, Task to) {}

  /// There was a choice.
  default void chosen(@Nullable Task running, Task chosen, long point) {}

  /// A thread has come to a point. Only called if [#wantsPoints].
  default void point(Task task, int site) {}

  default boolean wantsPoints() {
    return false;
  }
}

package dev.heddle.sim.scheduler;

/// Learns what happens in a world, without changing it. Called by the world at work: it must not
/// wait, and what it does takes no virtual time.
public interface RunListener {

  /// Nothing is learnt.
  RunListener NONE = new RunListener() {};

  /// A thread was preempted, and another one runs.
  ///
  /// @param from who ran before
  /// @param site before which place it was preempted
  default void preempted(Task from, int site) {}

  /// A thread has come to a point. Only called if [#wantsPoints].
  default void point(Task task, int site) {}

  /// Something has befallen the world that no thread did: a fault, or its end. Only called if
  /// [#wantsPoints].
  ///
  /// @param what such as "hall crashes"
  default void happened(String what) {}

  /// Something has arrived at a host from another one. Only called if [#wantsPoints].
  ///
  /// @param what such as "12 bytes"
  default void arrived(String from, String to, String what) {}

  /// Whether all that happens is to be told: that takes time.
  default boolean wantsPoints() {
    return false;
  }
}

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

  /// A fault of a host, a link or a disk has begun or ended. Only called if [#wantsPoints].
  ///
  /// @param what such as "hall crashes"
  default void happened(String what) {}

  /// A packet has arrived at a host, or has been lost on its way. Only called if [#wantsPoints].
  ///
  /// @param what such as "12 bytes"
  default void arrived(String from, String to, String what) {}

  /// Whether points, faults and packets are reported: that takes time.
  default boolean wantsPoints() {
    return false;
  }
}

package dev.heddle.eyes;

/// Faults of virtual threads.
class VirtualThreadsTest extends FaultsContract {
  VirtualThreadsTest() {
    super("virtual");
  }
}

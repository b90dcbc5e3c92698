package dev.heddle.eyes;

/// Faults of platform threads.
class PlatformThreadsTest extends FaultsContract {
  PlatformThreadsTest() {
    super("platform");
  }
}

package dev.heddle.observe;

import java.lang.management.ManagementFactory;

/// Loads at the start what takes a file descriptor. Stateless.
///
/// A library or jar that is first asked for when there is no descriptor is lost for the process:
/// the class that loads the library stays broken, and the class loader does not try that jar again.
/// After this, classes and resources of the class path load without a new descriptor.
final class Preparation {
  private Preparation() {}

  /// Waits for sockets on behalf of virtual threads: opens a descriptor when it is first used.
  private static final String JDK_POLLER = "sun.nio.ch.Poller";

  @SuppressWarnings("ReturnValueIgnored") // a search through all jars opens them
  static void run() {
    ManagementFactory.getRuntimeMXBean();
    ManagementFactory.getThreadMXBean();
    ManagementFactory.getOperatingSystemMXBean();
    initialize(JDK_POLLER);
    Preparation.class.getResource("nothing-has-this-name");
    ClassLoader.getSystemResource("nothing-has-this-name");
  }

  private static void initialize(String type) {
    try {
      Class.forName(type);
    } catch (ClassNotFoundException e) {
      // This JDK does without it.
    }
  }
}

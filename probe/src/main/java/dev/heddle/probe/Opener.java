package dev.heddle.probe;

import java.lang.instrument.Instrumentation;
import java.util.Objects;

/// The agent of a program that looks at itself: opens packages of the JDK to one class loader, and
/// keeps nothing. Runs on the JVM's attach thread.
///
/// The loader is the context class loader of a thread that waits meanwhile, so that nothing needs
/// to be left anywhere for the agent to find it.
public final class Opener {
  /// The name of the loader.
  public static final String LOADER = "heddle-look";

  private Opener() {}

  /// @param threadId of the platform thread that waits
  public static void agentmain(String threadId, Instrumentation jvm) {
    long id = Long.parseLong(threadId);
    for (Thread thread : all()) {
      ClassLoader loader =
          thread == null || id(thread) != id ? null : thread.getContextClassLoader();
      if (loader != null && LOADER.equals(loader.getName())) { // else it waits no more
        Probe.open(jvm, loader.getUnnamedModule());
      }
    }
  }

  @SuppressWarnings("deprecation") // Java 17 has no threadId
  private static long id(Thread thread) {
    return thread.getId();
  }

  private static Thread[] all() {
    ThreadGroup root = Objects.requireNonNull(Thread.currentThread().getThreadGroup());
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] all = new Thread[root.activeCount() * 2 + 16];
    root.enumerate(all, true);
    return all;
  }
}

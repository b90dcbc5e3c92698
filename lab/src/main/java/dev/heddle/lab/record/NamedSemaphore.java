package dev.heddle.lab.record;

import java.util.concurrent.Semaphore;

/// A fair semaphore that knows its waiting threads. Thread-safe.
final class NamedSemaphore extends Semaphore {
  private static final long serialVersionUID = 1;

  private final String name;

  NamedSemaphore(String name, int permits) {
    super(permits, true);
    this.name = name;
  }

  String name() {
    return name;
  }

  boolean hasQueuedThread(Thread thread) {
    return getQueuedThreads().contains(thread);
  }
}

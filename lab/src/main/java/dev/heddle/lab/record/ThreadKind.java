package dev.heddle.lab.record;

/// The two kinds of threads that Java has.
public enum ThreadKind {
  PLATFORM,
  VIRTUAL;

  Thread unstarted(String name, Runnable task) {
    return switch (this) {
      case PLATFORM -> Thread.ofPlatform().daemon().name(name).unstarted(task);
      case VIRTUAL -> Thread.ofVirtual().name(name).unstarted(task);
    };
  }
}

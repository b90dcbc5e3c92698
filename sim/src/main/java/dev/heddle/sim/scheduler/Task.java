package dev.heddle.sim.scheduler;

import org.jspecify.annotations.Nullable;

/// A thread of a world. Belongs to the world.
public final class Task {
  /// In the order in which a world's threads were started.
  final int id;

  /// The same in each run in which the same thread starts it as its n-th, whatever the others do.
  final long key;

  /// What the JDK wants to be run for it to continue.
  final Runnable continuation;

  /// The virtual thread that it is.
  final Thread thread;

  /// Where it runs; empty if the world has no hosts.
  final String host;

  /// Its scheduler, if it is not the world but the application's own.
  final @Nullable CarriedPool pool;

  /// The platform thread whose place it takes, if it does.
  final @Nullable Thread platform;

  /// Whether the world has started it itself: as the first thread of a program.
  final boolean isMain;

  /// The thread that carries it just now, if the application has a scheduler of its own.
  @Nullable Task carrier;

  /// Whether it can run.
  boolean ready;

  /// Whether it could continue, and was only made to yield: then it keeps its place on its carrier.
  boolean preempted;

  /// Whether it asks a condition of a test.
  boolean looks;

  /// Whether it is among those that the JVM may resume.
  boolean watched;

  /// Whether the world no longer waits for it: it has been blocked for too long. See [ToolWaits].
  boolean givenUp;

  /// Whether its host has crashed: it never runs again.
  boolean dead;

  /// Whether the platform thread has done its work: then no code takes it for alive.
  boolean over;

  /// Used by strategies.
  int priority;

  /// How many points it has passed, how often it has stopped, how many threads it has started, how
  /// many random numbers, hash codes and names of files it has drawn, how many monitors it has
  /// entered.
  long points;

  long stops;
  long children;
  long draws;
  long hashes;
  long files;
  long monitors;

  Task(
      int id,
      long key,
      Runnable continuation,
      Thread thread,
      String host,
      @Nullable CarriedPool pool,
      @Nullable Thread platform,
      boolean isMain) {
    this.id = id;
    this.key = key;
    this.continuation = continuation;
    this.thread = thread;
    this.host = host;
    this.pool = pool;
    this.platform = platform;
    this.isMain = isMain;
  }

  /// The thread as the application knows it.
  Thread seen() {
    return platform == null ? thread : platform;
  }

  /// Whether the world may end without it: a platform thread that was made a daemon.
  boolean isDaemon() {
    return platform != null && platform.isDaemon();
  }

  /// The class whose code it runs; empty if it runs none.
  String topClass() {
    StackTraceElement[] frames = thread.getStackTrace();
    return frames.length == 0 ? "" : frames[0].getClassName();
  }

  /// Whether it is in the middle of code of this class, and so may have its monitor.
  boolean isWithin(String type) {
    StackTraceElement[] frames = thread.getStackTrace();
    for (int i = Jdk.isBlocked(thread) ? 1 : 0; i < frames.length; i++) {
      if (frames[i].getClassName().equals(type)) {
        return true;
      }
    }
    return false;
  }

  /// In the order in which a world's threads were started, from 1.
  public int number() {
    return id;
  }

  public String host() {
    return host;
  }

  public String name() {
    String name = seen().getName();
    return name.isEmpty() ? "thread-" + id : name;
  }

  @Override
  public String toString() {
    return (host.isEmpty() ? "" : host + '/') + name() + " (#" + id + ')';
  }
}

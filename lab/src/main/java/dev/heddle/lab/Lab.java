package dev.heddle.lab;

import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// All that a pattern needs besides `java.util.concurrent`: threads with names, time, chance, and
/// somebody to tell what happens. What a pattern does not take from here it does not use: no
/// `Thread`, no clock, no randomness of its own. So the same code can be run and watched, or run by
/// a scheduler that decides who comes next.
///
/// Every method may be called from any of the pattern's threads.
public interface Lab {

  /// Starts a thread of the kind that the lab was told to use.
  ///
  /// @param name as the time line shows it
  Started start(String name, Task task);

  /// Waits until all that was started has ended.
  ///
  /// @throws IllegalStateException if a task has thrown; the cause says what
  void awaitAll() throws InterruptedException;

  /// Sleeps.
  void sleep(long millis) throws InterruptedException;

  /// The time since the pattern began, in nanoseconds.
  long nanos();

  /// The one source of chance.
  Random random();

  /// Tells that something has happened, on the calling thread and now.
  void note(String event);

  /// Tells a figure that changes over time, such as how full a buffer is.
  void gauge(String name, long value);

  /// Gives figures to be drawn side by side.
  void chart(Chart chart);

  /// Tells what came of it: a line of the summary.
  void conclude(String fact);

  /// A plain lock, with a name that the pictures show.
  ReentrantLock lock(String name);

  /// A condition of the lock, with a name that the pictures show.
  Condition condition(String name, ReentrantLock lock);

  /// A plain semaphore, with a name that the pictures show. It is fair: who waits longest goes
  /// first.
  Semaphore semaphore(String name, int permits);

  /// A thread that was started.
  interface Started {
    /// Waits for its end.
    void join() throws InterruptedException;

    /// Asks it to end.
    void interrupt();
  }

  /// What a thread does. An [InterruptedException] just ends it.
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }
}

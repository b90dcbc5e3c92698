package dev.heddle.lab;

import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// All that a pattern needs besides `java.util.concurrent`: named threads, time, randomness, and a
/// log of events. A pattern uses nothing else: no `Thread`, no clock, no randomness of its own. So
/// the same code can be run and observed, or run by a scheduler that chooses the next thread.
///
/// Every method may be called from any of the pattern's threads.
public interface Lab {

  /// Starts a thread of the lab's kind.
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

  /// Records an event, on the calling thread and now.
  void note(String event);

  /// Records a figure that changes over time, such as the fill level of a buffer.
  void gauge(String name, long value);

  /// Records figures to draw side by side.
  void chart(Chart chart);

  /// Records a result: a line of the summary.
  void conclude(String fact);

  /// A plain lock, with a name that the pictures show.
  ReentrantLock lock(String name);

  /// A condition of the lock, with a name that the pictures show.
  Condition condition(String name, ReentrantLock lock);

  /// A plain semaphore, with a name that the pictures show. It is fair: the thread that has waited
  /// longest goes first.
  Semaphore semaphore(String name, int permits);

  /// A thread that was started.
  interface Started {
    /// Waits for its end.
    void join() throws InterruptedException;

    /// Asks it to end.
    void interrupt();
  }

  /// The work of a thread. An [InterruptedException] ends it quietly.
  @FunctionalInterface
  interface Task {
    void run() throws Exception;
  }
}

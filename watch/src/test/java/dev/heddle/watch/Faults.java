package dev.heddle.watch;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.ReentrantLock;

/// Threads that hang until they are interrupted. Each line that waits has the name of its fault
/// beside it.
final class Faults {
  private Faults() {}

  /// Two threads, of which the first gives up when it is interrupted.
  static Thread locks(Thread.Builder threads) {
    var one = new ReentrantLock();
    var two = new ReentrantLock();
    var both = new CyclicBarrier(2);
    Thread first =
        start(
            threads.name("locks-1"),
            () -> {
              one.lock();
              try {
                both.await();
                two.lockInterruptibly(); // locks
              } finally {
                one.unlock();
              }
            });
    start(
        threads.name("locks-2"),
        () -> {
          two.lock();
          both.await();
          one.lock(); // locks
        });
    return first;
  }

  /// The same with a monitor, which the first one has, and a lock.
  static Thread mixed(Thread.Builder threads, Thread.Builder second) {
    var monitor = new Object();
    var lock = new ReentrantLock();
    var both = new CyclicBarrier(2);
    Thread first =
        start(
            threads.name("mixed-1"),
            () -> {
              synchronized (monitor) {
                both.await();
                lock.lockInterruptibly(); // mixed
              }
            });
    start(
        second.name("mixed-2"),
        () -> {
          lock.lock();
          both.await();
          synchronized (monitor) { // mixed
            lock.unlock(); // mixed
          }
        });
    return first;
  }

  interface Work {
    void run() throws InterruptedException, BrokenBarrierException;
  }

  static Thread start(Thread.Builder threads, Work work) {
    return threads.start(() -> {
      try {
        work.run();
      } catch (InterruptedException e) {
        // It hangs no more.
      } catch (BrokenBarrierException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  /// For a JVM of its own: a deadlock of threads of this kind, which is watched, until the end of
  /// the input.
  ///
  /// @param args `platform` or `virtual`
  public static void main(String[] args) throws Exception {
    locks(args[0].equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform().daemon());
    try (var watch = ThreadWatch.builder().every(Duration.ofMillis(50)).start()) {
      while (System.in.read() >= 0) {}
    }
  }
}

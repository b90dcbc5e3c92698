package example;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// Two locks that two requests take in opposite orders, both holding one by then: a deadlock.
final class Crossed {
  /// Where both wait.
  static final String LINE = "Crossed.java:39";

  private final Lock one = new ReentrantLock();
  private final Lock two = new ReentrantLock();
  private final CyclicBarrier both = new CyclicBarrier(2);
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  String forwards() {
    return take(one, two);
  }

  String backwards() {
    return take(two, one);
  }

  /// Interrupts the first, and the other gets both. An interrupt of the other could come too late:
  /// while it answers, which closes its connection.
  void end() {
    threads.getFirst().interrupt();
  }

  private String take(Lock first, Lock second) {
    threads.add(Thread.currentThread());
    first.lock();
    try {
      both.await();
      second.lockInterruptibly(); // waits until the end
      second.unlock();
      return "got both";
    } catch (InterruptedException | BrokenBarrierException e) {
      return "interrupted";
    } finally {
      first.unlock();
    }
  }
}

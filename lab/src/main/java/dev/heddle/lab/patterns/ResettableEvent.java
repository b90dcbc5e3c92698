package dev.heddle.lab.patterns;

import dev.heddle.lab.Lab;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// An event that happens once for all waiting threads, and can be reset: Python's
/// `threading.Event`. If it is never reset, a `CountDownLatch(1)` does the same. Thread-safe.
final class ResettableEvent {
  private final ReentrantLock lock;
  private final Condition happened;
  private boolean set; // guarded by lock

  ResettableEvent(Lab lab, String name) {
    this.lock = lab.lock(name);
    this.happened = lab.condition(name, lock);
  }

  void set() {
    lock.lock();
    try {
      set = true;
      happened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      set = false;
    } finally {
      lock.unlock();
    }
  }

  void await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!set) {
        happened.await();
      }
    } finally {
      lock.unlock();
    }
  }
}

package dev.heddle.lab.patterns;

import dev.heddle.lab.Lab;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Lets in many readers at once, or one writer alone. The policy decides which goes first when both
/// wait. Thread-safe.
final class ReadWriteGate {
  /// Which goes first.
  enum Policy {
    /// A reader waits for a writer at work only: writers may wait for ever.
    READERS,
    /// No reader enters while a writer waits: readers may wait for ever.
    WRITERS,
    /// In the order in which they came.
    FAIR
  }

  private final Policy policy;
  private final ReentrantLock lock;
  private final Condition changed;

  // Guarded by lock.
  private final Queue<Object> waiting = new ArrayDeque<>();
  private int waitingWriters;
  private int reading;
  private boolean writing;

  ReadWriteGate(Lab lab, Policy policy) {
    this.policy = policy;
    this.lock = lab.lock("gate");
    this.changed = lab.condition("the gate to open", lock);
  }

  void enterToRead() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Object me = new Object();
      waiting.add(me);
      try {
        while (!mayRead(me)) {
          changed.await();
        }
        reading++;
      } finally {
        waiting.remove(me);
        changed.signalAll(); // the next thread may be a reader, too
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean mayRead(Object me) {
    return !writing
        && switch (policy) {
          case READERS -> true;
          case WRITERS -> waitingWriters == 0;
          case FAIR -> me.equals(waiting.peek());
        };
  }

  void leaveFromReading() {
    lock.lock();
    try {
      reading--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void enterToWrite() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Object me = new Object();
      waiting.add(me);
      waitingWriters++;
      try {
        while (writing || reading > 0 || (policy == Policy.FAIR && !me.equals(waiting.peek()))) {
          changed.await();
        }
        writing = true;
      } finally {
        waiting.remove(me);
        waitingWriters--;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  void leaveFromWriting() {
    lock.lock();
    try {
      writing = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// How many wait to enter.
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }
}

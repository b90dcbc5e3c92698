package dev.heddle.lab.patterns;

import dev.heddle.lab.Lab;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A buffer on a lock with two conditions. Waiting releases the lock; a woken thread checks again,
/// because another may have been faster.
final class ConditionBuffer implements Buffer {
  private final Lab lab;
  private final ReentrantLock lock;
  private final Condition notFull;
  private final Condition notEmpty;
  private final Queue<Integer> items = new ArrayDeque<>(); // guarded by lock
  private final int capacity;

  ConditionBuffer(Lab lab, int capacity) {
    this.lab = lab;
    this.lock = lab.lock("buffer");
    this.notFull = lab.condition("not full", lock);
    this.notEmpty = lab.condition("not empty", lock);
    this.capacity = capacity;
  }

  // region buffer
  @Override
  public void put(int item) throws InterruptedException {
    lock.lock();
    try {
      while (items.size() == capacity) {
        notFull.await();
      }
      items.add(item);
      lab.gauge("items in the buffer", items.size());
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int take() throws InterruptedException {
    lock.lock();
    try {
      while (items.isEmpty()) {
        notEmpty.await();
      }
      int item = items.remove();
      lab.gauge("items in the buffer", items.size());
      notFull.signal();
      return item;
    } finally {
      lock.unlock();
    }
  }

  // endregion
}

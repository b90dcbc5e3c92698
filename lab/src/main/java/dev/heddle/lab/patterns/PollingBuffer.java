package dev.heddle.lab.patterns;

import dev.heddle.lab.Lab;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A buffer on a lock alone: correct, but a thread that has to wait must poll.
final class PollingBuffer implements Buffer {
  private final Lab lab;
  private final ReentrantLock lock;
  private final Queue<Integer> items = new ArrayDeque<>(); // guarded by lock
  private final int capacity;

  PollingBuffer(Lab lab, int capacity) {
    this.lab = lab;
    this.lock = lab.lock("buffer");
    this.capacity = capacity;
  }

  @Override
  public void put(int item) throws InterruptedException {
    while (!offer(item)) {
      lab.sleep(5);
    }
  }

  private boolean offer(int item) {
    lock.lock();
    try {
      if (items.size() == capacity) {
        return false;
      }
      items.add(item);
      lab.gauge("items in the buffer", items.size());
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int take() throws InterruptedException {
    for (Integer item = poll(); ; item = poll()) {
      if (item != null) {
        return item;
      }
      lab.sleep(5);
    }
  }

  private @Nullable Integer poll() {
    lock.lock();
    try {
      Integer item = items.poll();
      lab.gauge("items in the buffer", items.size());
      return item;
    } finally {
      lock.unlock();
    }
  }
}

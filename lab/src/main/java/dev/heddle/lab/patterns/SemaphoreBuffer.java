package dev.heddle.lab.patterns;

import dev.heddle.lab.Lab;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/// A buffer on two semaphores, which count the free places and the items. A lock still guards the
/// queue itself: the semaphores say how many may enter, not that they enter one by one.
final class SemaphoreBuffer implements Buffer {
  private final Lab lab;
  private final Semaphore places;
  private final Semaphore filled;
  private final ReentrantLock lock;
  private final Queue<Integer> items = new ArrayDeque<>(); // guarded by lock

  SemaphoreBuffer(Lab lab, int capacity) {
    this.lab = lab;
    this.places = lab.semaphore("free places", capacity);
    this.filled = lab.semaphore("items", 0);
    this.lock = lab.lock("buffer");
  }

  @Override
  public void put(int item) throws InterruptedException {
    places.acquire();
    lock.lock();
    try {
      items.add(item);
      lab.gauge("items in the buffer", items.size());
    } finally {
      lock.unlock();
    }
    filled.release();
  }

  @Override
  public int take() throws InterruptedException {
    filled.acquire();
    int item;
    lock.lock();
    try {
      item = items.remove();
      lab.gauge("items in the buffer", items.size());
    } finally {
      lock.unlock();
    }
    places.release();
    return item;
  }
}

package dev.heddle.lab.patterns;

import dev.heddle.lab.Lab;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// A buffer as the JDK has it: a lock with two conditions inside, written once and well.
final class QueueBuffer implements Buffer {
  private final Lab lab;
  private final BlockingQueue<Integer> items;

  QueueBuffer(Lab lab, int capacity) {
    this.lab = lab;
    this.items = new ArrayBlockingQueue<>(capacity);
  }

  @Override
  public void put(int item) throws InterruptedException {
    items.put(item);
    lab.gauge("items in the buffer", items.size());
  }

  @Override
  public int take() throws InterruptedException {
    int item = items.take();
    lab.gauge("items in the buffer", items.size());
    return item;
  }
}

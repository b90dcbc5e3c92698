package dev.heddle.sim.example;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Ten classic mistakes: each fails, or never ends, in some orders of its threads only.
public enum Mistakes {
  LOST_UPDATE {
    private int value;

    @Override
    public void run() throws InterruptedException {
      value = 0;
      Runnable add = () -> value++;
      together(add, add);
      require(value == 2, "an update is lost");
    }
  },

  CHECK_THEN_ACT {
    @Override
    public void run() throws InterruptedException {
      var map = new ConcurrentHashMap<String, String>();
      var made = new AtomicInteger();
      Runnable make =
          () -> {
            if (!map.containsKey("key")) {
              made.incrementAndGet();
              map.put("key", "value");
            }
          };
      together(make, make);
      require(made.get() == 1, "made twice");
    }
  },

  LOCK_ORDER {
    @Override
    public void run() throws InterruptedException {
      var one = new Object();
      var other = new Object();
      together(() -> both(one, other), () -> both(other, one));
    }

    private int done;

    private void both(Object first, Object second) {
      synchronized (first) {
        synchronized (second) {
          done++;
        }
      }
    }
  },

  LOST_WAKE_UP {
    private boolean open;

    @Override
    public void run() throws InterruptedException {
      open = false;
      var gate = new Object();
      together(
          () -> {
            if (!open) { // outside of the lock under which it waits
              synchronized (gate) {
                await(gate);
              }
            }
          },
          () -> {
            synchronized (gate) {
              open = true;
              gate.notifyAll();
            }
          });
    }
  },

  IF_INSTEAD_OF_WHILE {
    @Override
    public void run() throws InterruptedException {
      var queue = new ArrayDeque<String>();
      Runnable take =
          () -> {
            synchronized (queue) {
              if (queue.isEmpty()) {
                await(queue);
              }
              require(queue.poll() != null, "took from an empty queue");
            }
          };
      Runnable put =
          () -> {
            for (int i = 0; i < 2; i++) {
              synchronized (queue) {
                queue.add("item");
                queue.notifyAll();
              }
            }
          };
      together(take, take, put);
    }
  },

  GET_THEN_DECREMENT {
    @Override
    public void run() throws InterruptedException {
      var left = new AtomicInteger(1);
      Runnable take =
          () -> {
            if (left.get() > 0) {
              left.decrementAndGet();
            }
          };
      together(take, take);
      require(left.get() == 0, "more was taken than there was");
    }
  },

  HALF_OF_A_WRITE {
    private int low;
    private int high;

    @Override
    public void run() throws InterruptedException {
      low = 0;
      high = 0;
      together(
          () -> {
            low = 1;
            high = 1;
          },
          () -> {
            int seenLow = low;
            int seenHigh = high;
            require(seenLow == seenHigh, "half of a write was seen");
          });
    }
  },

  RELEASED_UNTAKEN {
    @Override
    public void run() throws InterruptedException {
      var permits = new Semaphore(1);
      var inside = new AtomicInteger();
      Runnable work =
          () -> {
            try {
              if (permits.tryAcquire()) {
                require(inside.incrementAndGet() == 1, "two at once");
                inside.decrementAndGet();
              }
            } finally {
              permits.release(); // whether it was taken or not
            }
          };
      together(work, work, work);
    }
  },

  STACK_ABA {
    @Override
    public void run() throws InterruptedException {
      var third = new Node("third", null);
      var second = new Node("second", third);
      var first = new Node("first", second);
      var top = new AtomicReference<>(first);
      var popped = new ArrayList<Node>();
      together(
          () -> {
            Node old = top.get();
            if (old != null && top.compareAndSet(old, old.next)) {
              old.taken++;
            }
          },
          () -> {
            Node one = pop(top);
            Node two = pop(top);
            if (one != null && two != null) {
              popped.add(two);
              one.next = top.get();
              if (top.compareAndSet(one.next, one)) {
                one.taken--;
              }
            }
          });
      for (Node node = top.get(); node != null; node = node.next) {
        require(!popped.contains(node), "a node was popped and is still there");
      }
    }

    private static Node pop(AtomicReference<Node> top) {
      Node old = top.get();
      if (old == null || !top.compareAndSet(old, old.next)) {
        return null;
      }
      old.taken++;
      return old;
    }
  },

  RARE {
    private int value;

    @Override
    public void run() throws InterruptedException {
      value = 0;
      Runnable add =
          () -> {
            for (int i = 0; i < 20; i++) {
              synchronized (this) {
                value++;
              }
            }
            value++; // once without the lock
          };
      together(add, add, add);
      require(value == 63, "an update is lost");
    }
  };

  static final class Node {
    final String name;
    Node next;
    int taken;

    Node(String name, Node next) {
      this.name = name;
      this.next = next;
    }
  }

  /// @throws AssertionError if the mistake shows
  public abstract void run() throws InterruptedException;

  static void together(Runnable... works) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Runnable work : works) {
      threads.add(Thread.ofVirtual().start(work));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  static void await(Object monitor) {
    try {
      monitor.wait();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}

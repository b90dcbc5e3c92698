package dev.heddle.sim.scheduler;

import java.util.concurrent.locks.LockSupport;

/// Lets a world stand still while something is done outside of it, in real time. Made by the thread
/// that then runs the world.
public final class Standstill implements AutoCloseable {
  private final Thread carrier = Thread.currentThread();
  private final Thread outside; // a world cannot start a thread that is none of its own
  private volatile boolean begun;
  private volatile boolean over;

  /// @param what is done meanwhile, on a thread of its own
  public Standstill(Runnable what) {
    outside =
        Thread.ofPlatform().daemon().name("heddle-sim-standstill").start(() -> awaitAndDo(what));
  }

  /// Called by a thread of the world, once: returns when it is done.
  public void begin() {
    JdkNumbers before = JdkNumbers.current();
    begun = true;
    LockSupport.unpark(outside);
    while (!over) {
      Jdk.stop();
    }
    before.set(); // what was started meanwhile does not count
  }

  private void awaitAndDo(Runnable what) {
    while (!begun) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        return;
      }
    }
    try {
      what.run();
    } finally {
      over = true;
      LockSupport.unpark(carrier);
    }
  }

  /// The world has ended.
  @Override
  public void close() {
    outside.interrupt();
  }
}

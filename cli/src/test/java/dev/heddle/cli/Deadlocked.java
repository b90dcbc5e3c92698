package dev.heddle.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// A program for `heddle threads`: two virtual threads wait for each other's locks, or one for a
/// future that nobody can complete, if it is told so. It ends with its input.
final class Deadlocked {
  private Deadlocked() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("deadlock")) {
      var a = new ReentrantLock();
      var b = new ReentrantLock();
      var both = new CyclicBarrier(2);
      Thread one = start("left", a, b, both);
      Thread two = start("right\u001b[31m\nDEADLOCK: no", b, a, both);
      while (one.getState() != Thread.State.WAITING || two.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    if (args.length > 0 && args[0].equals("lost")) {
      Thread lost = Thread.ofVirtual().name("lost").start(() -> new CompletableFuture<>().join());
      while (lost.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {}
  }

  private static Thread start(String name, Lock first, Lock second, CyclicBarrier both) {
    return Thread.ofVirtual()
        .name(name)
        .start(() -> {
          first.lock();
          try {
            both.await();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          second.lock();
        });
  }
}

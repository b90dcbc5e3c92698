package dev.heddle.sim.example;

import java.util.Random;

/// Starts a thread, and draws a number, as soon as it is used.
final class StaticThread {
  private static final int[] NUMBERS = {new Random().nextInt()};
  private static final Thread THREAD =
      Thread.ofPlatform().daemon().name("static").start(StaticThread::work);

  private StaticThread() {}

  static int use() {
    return NUMBERS[0] + THREAD.getPriority();
  }

  private static void work() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.heddle.cli.sim;

import dev.heddle.lab.Chart;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.sim.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A lab whose threads and time are a world's. Used by the world's threads; plays one scene.
final class LabWorld implements Lab {
  private final World world;
  private final Random random;
  private final List<Thread> threads = new ArrayList<>(); // guarded by itself
  private final ConcurrentLinkedQueue<String> conclusions = new ConcurrentLinkedQueue<>();

  private LabWorld(World world) {
    this.world = world;
    this.random = Random.from(world.random());
  }

  /// @return what the scene concluded
  static List<String> play(Scene scene, World world) throws Exception {
    var lab = new LabWorld(world);
    scene.play().run(lab);
    lab.awaitAll();
    return List.copyOf(lab.conclusions);
  }

  @Override
  public Started start(String name, Task task) {
    Thread thread = world.run(name, () -> runQuietly(task));
    synchronized (threads) {
      threads.add(thread);
    }
    return new Started() {
      @Override
      public void join() throws InterruptedException {
        thread.join();
      }

      @Override
      public void interrupt() {
        thread.interrupt();
      }
    };
  }

  private static void runQuietly(Task task) throws Exception {
    try {
      task.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it was asked to end
    }
  }

  @Override
  public void awaitAll() throws InterruptedException {
    for (int i = 0; ; i++) {
      Thread next;
      synchronized (threads) {
        if (i == threads.size()) {
          return;
        }
        next = threads.get(i);
      }
      next.join();
    }
  }

  @Override
  public void sleep(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  @Override
  public long nanos() {
    return world.elapsed().toNanos();
  }

  @Override
  public Random random() {
    return random;
  }

  @Override
  public void note(String event) {}

  @Override
  public void gauge(String name, long value) {}

  @Override
  public void chart(Chart chart) {}

  @Override
  public void conclude(String fact) {
    conclusions.add(fact);
  }

  @Override
  public ReentrantLock lock(String name) {
    return new ReentrantLock();
  }

  @Override
  public Condition condition(String name, ReentrantLock lock) {
    return lock.newCondition();
  }

  @Override
  public Semaphore semaphore(String name, int permits) {
    return new Semaphore(permits, true);
  }
}

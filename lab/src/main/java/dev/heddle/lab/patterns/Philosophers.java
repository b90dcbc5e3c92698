package dev.heddle.lab.patterns;

import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// Philosophers at a round table, a fork between each two, and two forks needed to eat. If each
/// takes the left fork first they may all starve; it helps if one takes the right one first, or if
/// a waiter keeps one of them from the table.
final class Philosophers {
  private static final Setting PHILOSOPHERS =
      Setting.number("philosophers", 5, 2, 50, "how many sit at the table");
  private static final Setting MEALS =
      Setting.number("meals", 3, 1, 100, "how often each wants to eat");

  static final Experiment EXPERIMENT =
      new Experiment(
          "philosophers",
          "five forks for five: all starve; then an order of forks, and a waiter",
          List.of(PHILOSOPHERS, MEALS),
          settings -> {
            int count = settings.number(PHILOSOPHERS);
            int meals = settings.number(MEALS);
            return List.of(
                new Scene(
                    "left fork first", lab -> new Philosophers(lab, count, meals).leftFirst()),
                new Scene("forks in order", lab -> new Philosophers(lab, count, meals).inOrder()),
                new Scene(
                    "with a waiter", lab -> new Philosophers(lab, count, meals).withWaiter()));
          });

  private final Lab lab;
  private final int meals;
  private final List<ReentrantLock> forks = new ArrayList<>();
  private final AtomicInteger eaten = new AtomicInteger();

  Philosophers(Lab lab, int count, int meals) {
    this.lab = lab;
    this.meals = meals;
    for (int i = 1; i <= count; i++) {
      forks.add(lab.lock("fork " + i));
    }
  }

  int leftFirst() throws InterruptedException {
    return play((left, right) -> eat(left, right));
  }

  int inOrder() throws InterruptedException {
    return play((left, right) -> {
      if (forks.indexOf(left) < forks.indexOf(right)) {
        eat(left, right);
      } else {
        eat(right, left);
      }
    });
  }

  int withWaiter() throws InterruptedException {
    Semaphore seats = lab.semaphore("a seat", forks.size() - 1);
    return play((left, right) -> {
      seats.acquire();
      try {
        eat(left, right);
      } finally {
        seats.release();
      }
    });
  }

  @FunctionalInterface
  private interface Manners {
    void dine(ReentrantLock left, ReentrantLock right) throws InterruptedException;
  }

  /// @return how many meals were eaten
  private int play(Manners manners) throws InterruptedException {
    for (int i = 0; i < forks.size(); i++) {
      ReentrantLock left = forks.get(i);
      ReentrantLock right = forks.get((i + 1) % forks.size());
      lab.start(
          "philosopher " + (i + 1),
          () -> {
            for (int meal = 1; meal <= meals; meal++) {
              manners.dine(left, right);
              lab.note("has eaten, " + meal + " of " + meals);
              lab.sleep(lab.random().nextInt(30));
            }
          });
    }
    lab.awaitAll();
    lab.conclude(eaten + " of " + forks.size() * meals + " meals eaten");
    return eaten.get();
  }

  private void eat(ReentrantLock first, ReentrantLock second) throws InterruptedException {
    first.lockInterruptibly();
    try {
      lab.sleep(20); // reaching for the other fork takes a moment
      second.lockInterruptibly();
      try {
        lab.sleep(30);
        eaten.incrementAndGet();
      } finally {
        second.unlock();
      }
    } finally {
      first.unlock();
    }
  }
}

package dev.heddle.lab.patterns;

import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Two threads move money between two accounts, in opposite directions. Each takes its first
/// account's lock and then wants the other's: a deadlock, which the lab finds and names. Then three
/// ways that prevent it.
final class Deadlocks {
  static final Experiment EXPERIMENT =
      new Experiment(
          "deadlock",
          "a deadlock caused, found and named; then prevented in three ways",
          List.of(),
          settings ->
              List.of(
                  new Scene("made", lab -> play(lab, Deadlocks::firstMineThenYours)),
                  new Scene("locks in order", lab -> play(lab, Deadlocks::inOrder)),
                  new Scene("tryLock", lab -> play(lab, Deadlocks::trying)),
                  new Scene("one lock", lab -> play(lab, oneLock(lab)))));

  private static final int TRANSFERS = 3;

  private Deadlocks() {}

  /// A balance, and the lock that guards it.
  static final class Account {
    final int number;
    final ReentrantLock lock;
    int balance = 100; // guarded by lock

    Account(Lab lab, int number) {
      this.number = number;
      this.lock = lab.lock("account " + number);
    }
  }

  /// A way of moving money.
  @FunctionalInterface
  interface Transfer {
    void move(Lab lab, Account from, Account to) throws InterruptedException;
  }

  /// @return the sum of both accounts, which was 200
  static int play(Lab lab, Transfer transfer) throws InterruptedException {
    var one = new Account(lab, 1);
    var two = new Account(lab, 2);
    lab.start("ann", () -> repeat(lab, transfer, one, two));
    lab.start("bob", () -> repeat(lab, transfer, two, one));
    lab.awaitAll();
    int sum = one.balance + two.balance;
    lab.conclude("account 1: " + one.balance + ", account 2: " + two.balance + ", sum: " + sum);
    return sum;
  }

  private static void repeat(Lab lab, Transfer transfer, Account from, Account to)
      throws InterruptedException {
    for (int i = 1; i <= TRANSFERS; i++) {
      transfer.move(lab, from, to);
      lab.note("has moved 10 from account " + from.number + ", " + i + " of " + TRANSFERS);
    }
  }

  // region made
  /// Deadlocks. `lock()` would do so for ever; this one can be interrupted.
  static void firstMineThenYours(Lab lab, Account from, Account to) throws InterruptedException {
    from.lock.lockInterruptibly();
    try {
      lab.sleep(50); // long enough for the other to do the same
      to.lock.lockInterruptibly();
      try {
        move(from, to);
      } finally {
        to.lock.unlock();
      }
    } finally {
      from.lock.unlock();
    }
  }

  // endregion

  // region order
  /// All take the locks in the same order, so no thread waits for a lock while holding a later one.
  static void inOrder(Lab lab, Account from, Account to) throws InterruptedException {
    Account first = from.number < to.number ? from : to;
    Account second = from.number < to.number ? to : from;
    first.lock.lockInterruptibly();
    try {
      lab.sleep(50);
      second.lock.lockInterruptibly();
      try {
        move(from, to);
      } finally {
        second.lock.unlock();
      }
    } finally {
      first.lock.unlock();
    }
  }

  // endregion

  // region try
  /// No thread waits for ever: one that does not get the second lock in time releases the first.
  /// The pause is random, or both would fail in step again and again.
  static void trying(Lab lab, Account from, Account to) throws InterruptedException {
    while (true) {
      from.lock.lockInterruptibly();
      try {
        lab.sleep(50);
        if (to.lock.tryLock(20, TimeUnit.MILLISECONDS)) {
          try {
            move(from, to);
            return;
          } finally {
            to.lock.unlock();
          }
        }
      } finally {
        from.lock.unlock();
      }
      lab.note("gives account " + from.number + " back and tries again");
      lab.sleep(lab.random().nextInt(150));
    }
  }

  // endregion

  /// One lock for all accounts: nothing to wait for in a circle, but one transfer at a time.
  static Transfer oneLock(Lab ofAll) {
    ReentrantLock bank = ofAll.lock("bank");
    return (lab, from, to) -> {
      bank.lockInterruptibly();
      try {
        lab.sleep(50);
        move(from, to);
      } finally {
        bank.unlock();
      }
    };
  }

  private static void move(Account from, Account to) {
    from.balance -= 10;
    to.balance += 10;
  }
}

package dev.heddle.services.turns;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topic;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The order of a process that serves alone: acts take effect at once, one after the other. A fact
/// is stored before the act that makes it takes effect; other acts wait for that. Thread-safe.
final class OwnOrder<R extends Rules> implements Order<R> {
  private final Turns<R> turns;
  private final R rules;
  private final Topic facts;
  private final int count;
  private final ReentrantLock order = new ReentrantLock();
  private volatile @Nullable Act storing; // written with that held, read by the topic's thread

  /// @param count how many facts of earlier processes are of interest
  OwnOrder(Turns<R> turns, R rules, Topic facts, int count) {
    this.turns = turns;
    this.rules = rules;
    this.facts = facts;
    this.count = count;
  }

  @Override
  public void start() throws StorageException {
    var _ = facts.subscribeToLast(count, this::received);
  }

  private void received(List<Entry> entries) {
    Act act = storing;
    if (act == null) {
      entries.forEach(rules::remember);
    } else {
      apply(act);
    }
  }

  private void apply(Act act) {
    turns.run(() -> turns.show(rules.take(act)));
  }

  @Override
  public void append(Act act) throws StorageException {
    order.lock();
    try {
      Rules.Fact fact = turns.call(() -> rules.fact(act));
      if (fact == null) {
        apply(act);
        return;
      }
      storing = act;
      facts.append(fact.author(), fact.text());
    } finally {
      storing = null;
      order.unlock();
    }
  }

  @Override
  public R rules() {
    return rules;
  }

  @Override
  public void close() {
    // The topic is closed by whoever has opened it.
  }
}

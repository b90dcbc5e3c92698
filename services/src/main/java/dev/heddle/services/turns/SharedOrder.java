package dev.heddle.services.turns;

import static java.util.Objects.requireNonNull;

import dev.heddle.services.nodes.Company;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Subscription;
import dev.heddle.services.topics.Topic;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The order of several nodes: an act takes effect when it comes back from a topic that all of them
/// read. One that names a turn which is over changes nothing, so a node that was paused cannot act
/// on what it had.
///
/// A thread of its own looks each second for participants whose node is dead, or who have left
/// while their node could not say so; and it stores snapshots. Thread-safe.
final class SharedOrder<R extends Rules> implements Order<R> {
  private static final System.Logger LOG = System.getLogger("dev.heddle.turns");

  /// How many entries follow each other without a snapshot: the node whose act is the last of them
  /// stores one, and if it does not, all do after twice as many.
  private static final long SNAPSHOT_EVERY = 100;

  private static final int FIRST_READ = 300;
  private static final int MOST_READ = 30_000;

  private static final Duration CHECKED_EVERY = Duration.ofSeconds(1);

  /// In how many checks running a node has to be missing until its participants are removed.
  private static final int CHECKS_AFTER_LEAVING = 2;

  /// Acts may be read before the register is, whose reader recovers in some seconds.
  private static final int CHECKS_IF_UNSEEN = 6;

  private final Turns<R> turns;
  private final Function<String, R> restoring;
  private final Topic acts;
  private final Company company;
  private final String node;
  private final Presence presence = new Presence();
  private final ScheduledThreadPoolExecutor chores;

  // Guarded by the lock of Turns.
  private Replica<R> replica;
  private boolean live;
  private boolean snapshotting;
  private Map<String, Integer> missing = Map.of(); // nodes, and in how many checks

  /// @param restoring as for [Replica]
  SharedOrder(Turns<R> turns, Function<String, R> restoring, Topic acts, Company company) {
    this.turns = turns;
    this.restoring = restoring;
    this.acts = acts;
    this.company = company;
    this.node = company.node();
    this.replica = new Replica<>(restoring);
    this.chores =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("heddle-turns").factory());
  }

  @Override
  public void start() throws IOException {
    for (int count = FIRST_READ; !follow(new Replica<>(restoring), count); count *= 10) {
      if (count >= MOST_READ) {
        throw new IOException("no snapshot among the latest " + count + " acts");
      }
    }
    presence.begin(company.register(), node);
    long millis = CHECKED_EVERY.toMillis();
    var _ = chores.scheduleWithFixedDelay(this::tidy, millis, millis, TimeUnit.MILLISECONDS);
  }

  /// @return false if the latest entries do not suffice
  private boolean follow(Replica<R> begun, int count) throws StorageException {
    Subscription subscription =
        acts.subscribeToLast(count, entries -> entries.forEach(entry -> received(begun, entry)));
    boolean known =
        turns.call(() -> {
          if (begun.isEmpty()) {
            begun.beginEmpty();
          }
          replica = begun;
          live = begun.rules() != null;
          if (live) {
            turns.show(List.of());
          }
          return live;
        });
    if (!known) {
      subscription.close();
    }
    return known;
  }

  private void received(Replica<R> begun, Entry entry) {
    turns.run(() -> {
      List<Notice> notices = apply(begun, entry);
      if (live && begun.equals(replica)) {
        turns.show(notices);
        boolean isOwn = entry.author().equals(node);
        if (!snapshotting && begun.age() >= (isOwn ? 1 : 2) * SNAPSHOT_EVERY) {
          snapshotting = true;
          submit(this::snapshot);
        }
      }
    });
  }

  /// Ignores an entry that cannot be applied, such as one of another version.
  private static List<Notice> apply(Replica<?> begun, Entry entry) {
    try {
      return begun.received(entry.sequence(), entry.text());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "ignored act " + entry.sequence() + ", which cannot be applied", e);
      return List.of();
    }
  }

  private void submit(Runnable chore) {
    try {
      chores.execute(chore);
    } catch (RejectedExecutionException e) {
      // Closed.
    }
  }

  private void snapshot() {
    Snapshot taken = requireNonNull(turns.call(() -> replica.snapshot()));
    attempt(taken.text());
    turns.run(() -> snapshotting = false);
  }

  @Override
  public void append(Act act) throws StorageException {
    if (act instanceof Act.Join && !presence.has(node)) {
      throw new StorageException("cannot reach the cluster now", null); // others would remove it
    }
    acts.append(node, act.written());
  }

  /// Removes participants that are gone.
  private void tidy() {
    try {
      for (Act act : turns.call(this::due)) {
        boolean isBack = act instanceof Act.Gone gone && presence.has(gone.node());
        if (!isBack) {
          attempt(act.written());
        }
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "cannot remove participants of lost nodes; trying again", e);
    }
  }

  /// A failure is only logged: what is due is tried again in a while.
  private void attempt(String text) {
    try {
      acts.append(node, text);
    } catch (StorageException e) {
      LOG.log(Level.DEBUG, "not stored: {0}", text);
    }
  }

  private List<Act> due() {
    var due = new ArrayList<Act>();
    Map<String, Long> absent = new HashMap<>();
    for (ParticipantId id : rules().participants()) {
      if (id.node().equals(node)) {
        if (!turns.isSeated(id)) {
          due.add(new Act.Leave(id));
        }
      } else if (!presence.has(id.node())) {
        absent.merge(id.node(), id.number(), Math::max);
      }
    }
    Map<String, Integer> checks = new HashMap<>();
    absent.forEach((name, last) -> {
      int count = missing.getOrDefault(name, 0) + 1;
      checks.put(name, count);
      if (count >= (presence.hasLeft(name) ? CHECKS_AFTER_LEAVING : CHECKS_IF_UNSEEN)) {
        due.add(new Act.Gone(name, last));
      }
    });
    missing = checks;
    presence.forgetAllBut(absent.keySet());
    return due;
  }

  @Override
  public R rules() {
    return requireNonNull(replica.rules());
  }

  @Override
  public void close() {
    chores.shutdownNow();
  }
}

package dev.heddle.cluster;

import dev.heddle.services.nodes.Register.Holding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a register has read from its stream, and what this node wants to be there. Thread-safe:
/// each method is one step, and [#await] waits for a step that makes a condition true.
final class RegisterState {
  private final Node node;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Holdings holdings;
  private final Wanted wanted = new Wanted();
  private int lease; // 0 before the first one
  private boolean closed;

  RegisterState(Node node) {
    this.node = node;
    this.holdings = new Holdings(node.id());
  }

  /// What a message has changed.
  ///
  /// @param lost keys that this node held, and that another one holds now
  record Read(List<Holdings.Change> changes, List<String> lost) {}

  /// A message was read: see [Holdings#apply].
  Read read(String token, long sequence, @Nullable Claim claim) {
    return change(() -> {
      List<Holdings.Change> changes = holdings.apply(token, sequence, claim);
      var lost = new ArrayList<String>();
      for (Holdings.Change change : changes) {
        Holding now = change.now();
        if (now == null) {
          wanted.doubt(change.key());
        } else if (!now.own() && wanted.lose(change.key())) {
          lost.add(change.key());
        }
      }
      return new Read(changes, lost);
    });
  }

  /// Asks.
  private <T extends @Nullable Object> T call(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }

  /// Changes something, for which others may be waiting.
  private <T extends @Nullable Object> T change(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      changed.signalAll();
      lock.unlock();
    }
  }

  private void change(Runnable step) {
    change(() -> {
      step.run();
      return null;
    });
  }

  /// @param holds called under the lock: it may call this state's methods, and must not wait
  /// @return false if it took too long
  boolean await(BooleanSupplier holds, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      while (!holds.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  // What was read.

  List<Holding> all() {
    return call(holdings::all);
  }

  List<NodeView> nodes(String service) {
    return call(() -> holdings.nodes(service));
  }

  /// A key, as its latest message has it.
  ///
  /// @param revision the message's number: a write that expects it is about this holder
  record Seen(long revision, @Nullable Holding holder) {}

  Seen seen(String key) {
    return call(() -> new Seen(holdings.revision(key), holdings.held(key)));
  }

  long revision(String key) {
    return call(() -> holdings.revision(key));
  }

  void forget(String key, long revision) {
    change(() -> holdings.forget(key, revision));
  }

  Set<String> owners() {
    return call(holdings::owners);
  }

  long ownerRevision(String owner) {
    return call(() -> holdings.ownerRevision(owner));
  }

  // This node's lease.

  /// The current lease, whether it counts or not.
  String owner() {
    return call(() -> Claim.owner(node.id(), lease));
  }

  boolean isLeased() {
    return ownerRevision(owner()) > 0;
  }

  /// Makes up another lease; everything that is wanted has to be claimed with it.
  String nextOwner() {
    return change(() -> {
      lease = node.nextLease();
      wanted.doubtAll();
      return owner();
    });
  }

  // What this node wants.

  /// Begins to claim a key. Until it is [#claimed], a node that takes it takes nothing away.
  void claim(String key, String value) {
    change(() -> wanted.claim(key, value));
  }

  /// Ends a claim if the key was read to be this node's.
  ///
  /// @return whether it was
  boolean claimed(String key) {
    return change(() -> {
      Holding holder = holdings.held(key);
      boolean isOwn = holder != null && holder.own();
      if (isOwn) {
        wanted.claimed(key);
      }
      return isOwn;
    });
  }

  boolean isWanted(String key) {
    return call(() -> wanted.has(key));
  }

  void set(String key, String value) {
    change(() -> wanted.change(key, value));
  }

  void release(String key) {
    change(() -> wanted.release(key));
  }

  /// Everything is to be written anew.
  void age() {
    change(wanted::age);
  }

  boolean isSettled() {
    return call(wanted::isSettled);
  }

  List<String> doubtful() {
    return call(wanted::doubtful);
  }

  /// What is to be written of a key, after its latest message.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Write(long revision, byte[] body) {}

  /// What makes the stream agree with what is wanted: see [Wanted#next].
  @Nullable Write next(String key) {
    return change(() -> {
      byte[] body = wanted.next(key, holdings.held(key), owner());
      return body == null ? null : new Write(holdings.revision(key), body);
    });
  }

  void close() {
    change(() -> closed = true);
  }

  boolean isClosed() {
    return call(() -> closed);
  }
}

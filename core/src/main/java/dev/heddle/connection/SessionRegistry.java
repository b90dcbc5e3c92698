package dev.heddle.connection;

import dev.heddle.CloseReason;
import dev.heddle.jdk.Carriers;
import dev.heddle.jdk.SafeLog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// The open sessions of a server or client, and the sums of those that have ended. Thread-safe.
public final class SessionRegistry {
  private static final Logger LOG = System.getLogger("dev.heddle.connection");

  private final Set<Session> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger active = new AtomicInteger();
  private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);
  private final LongAdder messagesIn = new LongAdder();
  private final LongAdder messagesOut = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder overflows = new LongAdder();
  private final ReadWriteLock summing = new ReentrantReadWriteLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition few = lock.newCondition();

  public SessionRegistry() {
    for (CloseReason reason : CloseReason.values()) {
      closed.put(reason, new LongAdder());
    }
    sum(); // loads what is needed when descriptors have run out, for then no class can be
  }

  /// A connection has been admitted: it is active from here on, and [#add] or [#lose] follows.
  public void admit() {
    active.incrementAndGet();
  }

  public void add(Session session) {
    open.add(session);
    LOG.log(Level.DEBUG, "{0} opened", session);
  }

  /// An admitted connection was gone before it could be one of these.
  public void lose() {
    lose(CloseReason.BROKEN);
  }

  /// An admitted connection has ended, for this reason, before it could be one of these.
  public void lose(CloseReason reason) {
    try {
      Objects.requireNonNull(closed.get(reason)).increment();
    } finally {
      leave();
    }
  }

  /// An admitted connection has been rejected after all: it does not count as ended.
  public void dismiss() {
    leave();
  }

  /// The session has been closed.
  public void remove(Session session) {
    try {
      moveToTheEnded(session);
    } finally {
      leave();
    }
  }

  private void moveToTheEnded(Session session) {
    Carriers.lock(summing.readLock());
    try {
      Traffic traffic = session.traffic();
      open.remove(session);
      messagesIn.add(traffic.messagesIn());
      messagesOut.add(traffic.messagesOut());
      bytesIn.add(traffic.bytesIn());
      bytesOut.add(traffic.bytesOut());
      overflows.add(traffic.outboxOverflows());
    } finally {
      summing.readLock().unlock();
    }
    CloseReason counted = session.countedReason();
    Objects.requireNonNull(closed.get(counted)).increment();
    if (LOG.isLoggable(Level.DEBUG)) {
      SafeLog.debug(LOG, session + " closed: " + counted);
    }
  }

  private void leave() {
    if (active.decrementAndGet() <= 1) { // one may be the one whose handler waits for the others
      Carriers.lock(lock);
      try {
        few.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  public boolean isOpen(Session session) {
    return open.contains(session);
  }

  public Collection<Session> open() {
    return Collections.unmodifiableSet(open);
  }

  public int active() {
    return active.get();
  }

  /// Waits until none is active; false if some are when the time has passed.
  public boolean awaitNone(Duration patience) throws InterruptedException {
    return awaitAtMost(0, patience);
  }

  /// Waits until none is active but the one that the caller serves, if it serves one; false if
  /// others are when the time has passed.
  public boolean awaitOthers(Duration patience) throws InterruptedException {
    Thread caller = Thread.currentThread();
    boolean serves = open.stream().anyMatch(session -> caller.equals(session.thread()));
    return awaitAtMost(serves ? 1 : 0, patience);
  }

  private boolean awaitAtMost(int most, Duration patience) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.convert(patience);
    lock.lock();
    try {
      while (active.get() > most && left > 0) {
        left = few.awaitNanos(left);
      }
      return active.get() <= most;
    } finally {
      lock.unlock();
    }
  }

  /// What all connections, open and ended, have carried so far.
  public Traffic traffic() {
    summing.writeLock().lock(); // while none is on its way from the open ones to the ended ones
    try {
      return sum();
    } finally {
      summing.writeLock().unlock();
    }
  }

  private Traffic sum() {
    Traffic sum =
        Traffic.NONE.plus(
            new Traffic(
                messagesIn.sum(),
                messagesOut.sum(),
                bytesIn.sum(),
                bytesOut.sum(),
                overflows.sum()));
    for (Session session : open) {
      sum = sum.plus(session.traffic());
    }
    return sum;
  }

  /// How many have ended, by reason.
  public Map<CloseReason, Long> closed() {
    Map<CloseReason, Long> counts = new EnumMap<>(CloseReason.class);
    closed.forEach((reason, count) -> counts.put(reason, count.sum()));
    return Collections.unmodifiableMap(counts);
  }
}

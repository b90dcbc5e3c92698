package dev.heddle.engine;

import dev.heddle.FullPolicy;
import dev.heddle.Limits;
import java.lang.System.Logger.Level;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Who may come in: at most so many connections at once, at most so many in a second.
///
/// A place is taken *before* a connection is accepted, so that above the limit it stays in the
/// kernel's backlog; or, where the policy is to refuse, after it. Thread-safe, except that one
/// thread asks for places.
public final class Admission {
  private static final System.Logger LOG = System.getLogger("dev.heddle.accept");
  private static final long SECOND = 1_000_000_000L;
  private static final int MOST = Integer.MAX_VALUE / 2; // above, a semaphore overflows

  private final int capacity;
  private final FullPolicy whenFull;
  private final Semaphore places;
  private final long nanosBetween;
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final AtomicReference<@Nullable Runnable> roomListener = new AtomicReference<>();
  private volatile boolean stopped;
  private boolean told;
  private long nextAccept = System.nanoTime();

  public Admission(Limits limits, int capacity) {
    this.capacity = capacity;
    this.whenFull = limits.whenFull();
    this.places = new Semaphore(Math.min(capacity, MOST));
    this.nanosBetween = limits.acceptRate() == Limits.UNLIMITED ? 0 : SECOND / limits.acceptRate();
  }

  /// Waits until a connection may be accepted; for acceptors that may block. Where the policy is to
  /// refuse, it does not wait for a place.
  public void awaitTurn() {
    if (whenFull == FullPolicy.WAIT) {
      places.acquireUninterruptibly();
      places.release();
    }
    for (long wait; !stopped && (wait = nanosUntilTurn()) > 0; ) {
      LockSupport.parkNanos(this, wait);
    }
  }

  /// Nobody is to be accepted any more: ends the wait of the thread that waits for its turn.
  public void stop(Thread acceptor) {
    stopped = true;
    places.release();
    LockSupport.unpark(acceptor);
  }

  /// How long the accept rate bids to wait before the next accept; for acceptors that must not
  /// block.
  public long nanosUntilTurn() {
    return nanosBetween == 0 ? 0 : nextAccept - System.nanoTime();
  }

  /// Whether everybody may come in at any time.
  public boolean isUnlimited() {
    return nanosBetween == 0 && (capacity == Limits.UNLIMITED || whenFull == FullPolicy.REFUSE);
  }

  /// Whether an accept may be tried: there is a place, or whoever comes too much is to be refused.
  public boolean mayAccept() {
    return whenFull == FullPolicy.REFUSE || places.availablePermits() > 0;
  }

  /// A connection has been accepted: gives it a place.
  ///
  /// @return false if there is none, and it must be refused
  public boolean enter() {
    if (nanosBetween != 0) {
      // A quiet second may be made up for, more may not.
      nextAccept = Math.max(nextAccept, System.nanoTime() - SECOND / 10) + nanosBetween;
    }
    if (places.tryAcquire()) {
      accepted.increment();
      if (capacity > 1 && places.availablePermits() == 0 && !told) {
        told = true;
        LOG.log(
            Level.WARNING,
            "full: {0} connections are open, more {1}",
            capacity,
            whenFull == FullPolicy.WAIT ? "wait in the backlog" : "are refused");
      }
      return true;
    }
    refused.increment();
    return false;
  }

  /// A connection has ended.
  public void leave() {
    places.release();
    tellRoom();
  }

  /// Calls `listener` once, on whichever thread it happens, when an accept may be tried (again).
  public void whenRoom(Runnable listener) {
    roomListener.set(listener);
    if (mayAccept()) {
      tellRoom();
    }
  }

  private void tellRoom() {
    Runnable listener = roomListener.get();
    if (listener != null && roomListener.compareAndSet(listener, null)) {
      listener.run();
    }
  }

  /// What a refused client is told.
  public String refusal() {
    return "error: full: " + capacity + " connections are open; try again later";
  }

  public long accepted() {
    return accepted.sum();
  }

  public long refused() {
    return refused.sum();
  }
}

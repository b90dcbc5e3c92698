package dev.heddle.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What one connection holds of a [Budget].
///
/// Small amounts are not counted, so that the buffers of ordinary requests cost nothing.
/// Thread-safe.
public final class Share {
  /// Up to this many bytes count as none.
  private static final int SMALL = 4 * 1024;

  private static final long GONE = Long.MIN_VALUE;

  private static final int HELD = 0;
  private static final int FORFEIT = 1;
  private static final int ENDED = 2;
  private static final VarHandle BYTES;
  private static final VarHandle STATE;

  static {
    try {
      var lookup = MethodHandles.lookup();
      BYTES = lookup.findVarHandle(Share.class, "bytes", long.class);
      STATE = lookup.findVarHandle(Share.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Budget budget;
  private volatile long bytes;
  private int outbox; // written under the outbox's lock; others see a recent value
  private long forfeit; // written before state says so

  @SuppressWarnings("UnusedVariable") // by STATE
  private volatile int state = HELD;

  public Share(Budget budget) {
    this.budget = budget;
  }

  /// The counted part of this many bytes.
  public static int counted(int bytes) {
    return bytes <= SMALL ? 0 : bytes;
  }

  /// One of the connection's parts holds this many bytes more, or fewer; only the [#counted] ones.
  /// May close other connections: so it is called with no lock held but the connection's sending
  /// lock.
  ///
  /// @return false if there is nothing left, and the caller must close this connection, which has
  ///   [#forfeit] what it holds
  public boolean change(int by) {
    long now;
    do {
      now = bytes;
      if (now == GONE) { // others may still be about to send
        return true;
      }
    } while (!BYTES.compareAndSet(this, now, now + by));
    if (budget.charge(by)) {
      return true;
    }
    forfeit();
    return false;
  }

  /// The number of bytes in the connection's outbox. They are charged per message and not here, for
  /// one message may be in many outboxes; but they count when the connection that holds the most is
  /// chosen.
  void outboxHolds(int waiting) {
    outbox = waiting;
  }

  /// How many bytes it holds now, if it is not to be closed already.
  long largest() {
    return state == HELD ? bytes + outbox : 0;
  }

  Budget budget() {
    return budget;
  }

  /// The connection is about to be closed: its memory will be free, but is not yet. Memory that it
  /// takes until then is no longer counted, or others would be closed for it.
  void forfeit() {
    long held = (long) BYTES.getAndSet(this, GONE);
    if (held == GONE) {
      return;
    }
    forfeit = held;
    budget.expect(held);
    if (!STATE.compareAndSet(this, HELD, FORFEIT)) {
      release(held); // it has ended meanwhile, and found nothing to give back
    }
  }

  private void release(long forfeited) {
    budget.charge(-forfeited);
    budget.expect(-forfeited);
  }

  /// The connection has ended and its memory is free.
  public void end() {
    var before = (int) STATE.getAndSet(this, ENDED);
    if (before == FORFEIT) {
      release(forfeit);
    } else if (before == HELD) {
      long held = (long) BYTES.getAndSet(this, GONE);
      if (held != GONE) {
        budget.charge(-held);
      }
    }
  }
}

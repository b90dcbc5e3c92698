package dev.heddle.connection;

import dev.heddle.CloseReason;
import dev.heddle.Limits;
import dev.heddle.jdk.LogThrottle;
import dev.heddle.jdk.SafeLog;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// How many bytes connections may hold together in messages that are not complete and in answers
/// that wait to be sent. Above it, the connections that hold the most are closed, until an eighth
/// is free: few closes free much, and the search is cheap. Their memory is free when their threads
/// have ended. If demand outruns that, the connection that asks for more is closed itself, for its
/// thread is the one that runs.
///
/// Each connection has a [Share] of it. Thread-safe.
public final class Budget {
  private static final Logger LOG = System.getLogger("dev.heddle.connection");
  private static final Budget PROCESS = new Budget(Runtime.getRuntime().maxMemory() / 4);

  private final long most;
  private final long enough;
  private final long last;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong expected = new AtomicLong();
  private final Set<SessionRegistry> payers = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean freeing = new AtomicBoolean();
  private final LogThrottle seldom = new LogThrottle();

  Budget(long most) {
    this.most = most;
    this.enough = most - most / 8;
    this.last = most + most / 4;
  }

  /// The process's, or one of its own for limits that say how much it is.
  public static Budget of(Limits limits) {
    Long own = limits.maxBufferedBytes();
    return own == null ? PROCESS : new Budget(own);
  }

  /// These connections may be closed for it from now on.
  public void add(SessionRegistry sessions) {
    payers.add(sessions);
  }

  public void remove(SessionRegistry sessions) {
    payers.remove(sessions);
  }

  /// How many bytes are held.
  long used() {
    return used.get();
  }

  /// @return false if even the reserve is used up
  boolean charge(long bytes) {
    long now = used.addAndGet(bytes);
    if (bytes <= 0 || now <= most) {
      return true;
    }
    free();
    return now <= last;
  }

  /// That many bytes will be free soon.
  void expect(long bytes) {
    expected.addAndGet(bytes);
  }

  /// One thread at a time; it looks again when it is done, for those that took memory meanwhile
  /// have left that to it.
  private void free() {
    boolean freed = true;
    while (freed && used.get() - expected.get() > most && freeing.compareAndSet(false, true)) {
      try {
        freed = closeLargest();
      } finally {
        freeing.set(false);
      }
    }
  }

  private record Holder(Session session, long bytes) {}

  /// @return whether it has closed any
  private boolean closeLargest() {
    List<Holder> holders = new ArrayList<>();
    for (SessionRegistry sessions : payers) {
      for (Session session : sessions.open()) {
        long bytes = session.share().largest();
        if (bytes > 0) {
          holders.add(new Holder(session, bytes));
        }
      }
    }
    holders.sort(Comparator.comparingLong(Holder::bytes).reversed());
    boolean some = false;
    for (Holder holder : holders) {
      if (used.get() - expected.get() <= enough) {
        break;
      }
      some = true;
      holder.session.share().forfeit();
      holder.session.close(CloseReason.MEMORY);
      say(holder);
    }
    return some;
  }

  private void say(Holder holder) {
    long untold = seldom.pass();
    if (untold >= 0) {
      SafeLog.warning(
          LOG,
          holder.session
              + " closed: connections hold more than "
              + most
              + " bytes in unfinished messages and unsent answers, and this one the most, "
              + holder.bytes
              + (untold == 0 ? "" : "; closed since the last such line: " + untold));
    }
  }
}

package dev.heddle.load;

import dev.heddle.load.stats.Tally;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// A stretch of time in which one lane loads one target. Belongs to that lane's loop.
final class Slice {
  final Tally tally;
  final long start;

  private final boolean once;
  private final double nanosBetween;
  private final double offset;
  private final int connections;
  private final Set<Thread> sleepers = new HashSet<>();
  private long requestsLeft;
  private long end;
  private volatile long begunLate;

  /// @param start when it begins, and `end` when it ends, by `System.nanoTime()`
  /// @param share requests a second for each connection; 0 for as many as are answered
  /// @param portion of the lane
  /// @param requests how many may be sent at the most by all lanes
  /// @param once whether each connection sends one request, if it is open
  Slice(
      Tally tally,
      long start,
      long end,
      double share,
      Portion portion,
      long requests,
      boolean once) {
    this.tally = tally;
    tally.windowEnd(end);
    this.once = once;
    this.start = start;
    this.end = end;
    this.nanosBetween = share == 0 ? 0 : 1e9 / (share * portion.connections());
    this.offset = portion.offset();
    this.connections = portion.connections();
    this.requestsLeft = portion.requests(requests);
  }

  long end() {
    return end;
  }

  /// Its connections begin now.
  void begun(long now) {
    begunLate = Math.max(0, now - start);
  }

  /// How long after its beginning that was, in nanoseconds; for any thread.
  long begunLate() {
    return begunLate;
  }

  /// Ends it earlier than was meant.
  void cut(long now) {
    if (now < end) {
      end = now;
      tally.windowEnd(now);
      wakeAll();
    }
  }

  /// Whether each connection sends one request, if it is open.
  boolean isOnce() {
    return once;
  }

  boolean isPaced() {
    return nanosBetween > 0;
  }

  /// When a connection's request is due: the connections take turns.
  ///
  /// @param place of the connection in its lane
  /// @param count how many requests it had before in this slice
  long due(int place, long count) {
    return start + (long) ((count * connections + place + offset) * nanosBetween);
  }

  /// Waits until a request is due, or the slice is over.
  ///
  /// @return the time then
  long awaitDue(long due) {
    long now = System.nanoTime();
    if (isEarly(now, due)) {
      Thread self = Thread.currentThread();
      sleepers.add(self);
      do {
        LockSupport.parkNanos(this, Math.min(due, end) - now);
        now = System.nanoTime();
      } while (isEarly(now, due));
      sleepers.remove(self);
    }
    return now;
  }

  private boolean isEarly(long now, long due) {
    return now < due && !isOver(now);
  }

  private void wakeAll() {
    sleepers.forEach(LockSupport::unpark);
  }

  /// How many requests of a connection are due before the slice ends, of which `count` were sent.
  long dueAfter(int place, long count) {
    if (requestsLeft <= 0) {
      return 0; // no more were wanted
    }
    double turns = ((end - start) / nanosBetween - place - offset) / connections;
    return Math.max(0, (long) Math.ceil(turns) - count);
  }

  /// Whether another request may be sent; if so, it counts.
  boolean takes(long now) {
    if (now >= end || requestsLeft <= 0) {
      return false;
    }
    if (--requestsLeft == 0) {
      wakeAll();
    }
    return true;
  }

  boolean isOver(long now) {
    return now >= end || requestsLeft <= 0;
  }
}

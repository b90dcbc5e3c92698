package dev.heddle.load;

import dev.heddle.load.proc.Processors;
import dev.heddle.load.stats.Tally;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A stretch of time in which one lane loads one target, and its clock. Belongs to that lane's
/// loop.
final class Slice {
  /// So that a slice that is cut ends soon, however seldom requests are due.
  private static final long LONGEST_SLEEP = 50_000_000;

  /// What waking a processor that sleeps may take. It would count as the server's latency, so
  /// nobody sleeps for so long before a request is due.
  private static final long AWAKE_BEFORE = 100_000;

  /// Nor for so long after one was sent; an answer that takes longer is not much distorted.
  private static final long AWAKE_AFTER = 1_000_000;

  private static final boolean MAY_STAY_AWAKE = !Processors.single();

  final Tally tally;
  final long start;

  private final double nanosBetween;
  private final double offset;
  private final int connections;
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
  private @Nullable Thread keeper;
  private long requestsLeft;
  private long lastTaken;
  private long end;

  /// When somebody wants to be woken.
  private record Alarm(long time, Thread sleeper) implements Comparable<Alarm> {
    @Override
    public int compareTo(Alarm other) {
      return Long.signum(time - other.time);
    }
  }

  /// @param start when it begins, and `end` when it ends, by `System.nanoTime()`
  /// @param rate requests a second over all connections of the lane; 0 for as many as are answered
  /// @param offset when the lane's first request is due, as a part of the time between two
  /// @param connections how many connections the lane has
  /// @param requests how many may be sent at the most
  Slice(
      Tally tally,
      long start,
      long end,
      double rate,
      double offset,
      int connections,
      long requests) {
    this.tally = tally;
    tally.windowEnd(end);
    this.start = start;
    this.end = end;
    this.nanosBetween = rate == 0 ? 0 : 1e9 / rate;
    this.offset = offset;
    this.connections = connections;
    this.requestsLeft = requests;
  }

  long end() {
    return end;
  }

  /// Ends it earlier than was meant.
  void cut(long now) {
    if (now < end) {
      end = now;
      tally.windowEnd(now);
    }
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
      var alarm = new Alarm(due, Thread.currentThread());
      alarms.add(alarm);
      if (alarm.equals(alarms.peek())) {
        LockSupport.unpark(keeper);
      }
      do {
        LockSupport.park(this);
        now = System.nanoTime();
      } while (isEarly(now, due));
    }
    return now;
  }

  private boolean isEarly(long now, long due) {
    return now < due && !isOver(now);
  }

  /// Wakes who waits for a request to be due, until the slice is over.
  void keepTime() {
    keeper = Thread.currentThread();
    for (long now = System.nanoTime(); !isOver(now); now = System.nanoTime()) {
      wakeUpTo(now);
      rest(now);
    }
    wakeUpTo(Long.MAX_VALUE);
  }

  private void wakeUpTo(long time) {
    for (Alarm next; (next = alarms.peek()) != null && next.time <= time; ) {
      alarms.remove();
      LockSupport.unpark(next.sleeper);
    }
  }

  /// Sleeps, or lets the loop look for answers.
  private void rest(long now) {
    Alarm next = alarms.peek();
    long left = (next == null ? end : Math.min(end, next.time)) - now;
    boolean watchful = left < AWAKE_BEFORE || (isPaced() && now - lastTaken < AWAKE_AFTER);
    if (watchful && MAY_STAY_AWAKE) {
      Thread.yield();
    } else {
      long sleep = MAY_STAY_AWAKE ? left - AWAKE_BEFORE : left;
      LockSupport.parkNanos(this, Math.min(sleep, LONGEST_SLEEP));
    }
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
    requestsLeft--;
    if (requestsLeft == 0 || (isPaced() && now - lastTaken >= AWAKE_AFTER)) {
      LockSupport.unpark(keeper); // who sleeps, maybe, and is to end, or to stay awake
    }
    lastTaken = now;
    return true;
  }

  boolean isOver(long now) {
    return now >= end || requestsLeft <= 0;
  }
}

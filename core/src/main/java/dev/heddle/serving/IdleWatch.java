package dev.heddle.serving;

import dev.heddle.CloseReason;
import dev.heddle.connection.Housekeeping;
import dev.heddle.connection.Session;
import dev.heddle.connection.SessionRegistry;
import dev.heddle.jdk.SafeLog;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Closes connections on which no byte has moved for too long.
///
/// Samples every connection several times within the timeout and compares how many bytes have moved
/// since. So being watched costs a connection nothing: no clock is read and no timer moved when a
/// byte moves. The price is precision: it is closed between one timeout and nine eighths of it
/// after the last byte.
///
/// A late sample closes nothing: the process was suspended, and what peers have sent meanwhile is
/// seen when it resumes.
///
/// Names ten connections a minute in the log and counts the others: what silent peers write there
/// is bounded.
public final class IdleWatch {
  private static final Logger LOG = System.getLogger("dev.heddle.connection");
  private static final int LOOKS = 8;
  private static final int NAMED_IN_A_MINUTE = 10;
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final SessionRegistry sessions;
  private final long timeoutNanos;
  private final long lateNanos;
  private final String text;
  private final Housekeeping.Task task;

  // Guarded by this: the looking thread's, and in the end the one's that stops it.
  private long minute = System.nanoTime();
  private long lastLook = minute;
  private boolean excused;
  private int closed;

  /// Begins to watch; `text` is the timeout for the log.
  public IdleWatch(SessionRegistry sessions, Duration timeout, String text) {
    this.sessions = sessions;
    this.timeoutNanos = TimeUnit.NANOSECONDS.convert(timeout);
    this.text = text;
    long interval = Math.max(timeoutNanos / LOOKS, TimeUnit.MILLISECONDS.toNanos(1));
    this.lateNanos = interval + timeoutNanos / 2;
    this.task = Housekeeping.every(interval, this::look);
  }

  public void stop() {
    task.cancel();
    tellOthers();
  }

  private synchronized void look() {
    long now = System.nanoTime();
    if (now - minute >= MINUTE_NANOS) {
      tellOthers();
      minute = now;
    }
    // Not twice in a row: a machine that is always late has idle connections, too.
    excused = !excused && now - lastLook > lateNanos;
    lastLook = now;
    if (excused) {
      return;
    }
    for (Session session : sessions.open()) {
      if (now - session.silentSince(now) >= timeoutNanos
          && !session.isShakingHands()
          && session.close(CloseReason.IDLE)) {
        tell(session);
      }
    }
  }

  private void tell(Session session) {
    if (++closed <= NAMED_IN_A_MINUTE) {
      SafeLog.info(LOG, session + ": idle for " + text);
    }
  }

  private synchronized void tellOthers() {
    if (closed > NAMED_IN_A_MINUTE) {
      SafeLog.info(
          LOG,
          (closed - NAMED_IN_A_MINUTE)
              + " more connections were closed after being idle for "
              + text);
    }
    closed = 0;
  }
}

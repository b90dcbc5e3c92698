package dev.heddle.services.lines;

import dev.heddle.ConnectionView;
import dev.heddle.Server;
import dev.heddle.ServerListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Names clients in the log that stop in the middle of a line for 2 s. Most of them have sent a
/// message without its newline and wait for an answer, which cannot come.
///
/// One thread, shared by all servers, samples the connections twice a second, so that moving bytes
/// costs nothing more. A connection is logged once, and a server logs at most ten per minute and
/// counts the others.
///
/// Follows a server's lifecycle, as its listener or called by it. Thread-safe.
public final class UnfinishedLines implements ServerListener {
  /// The advice for services that can take chunks for messages.
  public static final String CHUNKS_HELP = "use --messages chunks for clients that send none";

  /// The advice for services that cannot.
  public static final String LINES_ONLY = "each message ends in a newline here";

  private static final Logger LOG = System.getLogger("dev.heddle.services");
  private static final long INTERVAL_MILLIS = 500;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST_IN_A_MINUTE = 10;
  private static final ScheduledThreadPoolExecutor THREAD = thread();

  /// A connection in the middle of a line, or one that has been named.
  private record Seen(long bytesIn, long since, boolean named) {}

  private final String advice;
  private @Nullable Future<?> looking; // guarded by this

  // These belong to the looking thread.
  private Map<Long, Seen> seen = new HashMap<>();
  private long minute = System.nanoTime();
  private int named;
  private int unnamed;

  /// @param advice what to do about it, for the log
  public UnfinishedLines(String advice) {
    this.advice = advice;
  }

  @Override
  public synchronized void started(Server server) {
    looking =
        THREAD.scheduleWithFixedDelay(
            () -> tryToLook(server), INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void closed() {
    if (looking != null) {
      looking.cancel(false);
      looking = null;
    }
  }

  private void tryToLook(Server server) {
    try {
      look(server, System.nanoTime());
    } catch (RuntimeException | Error e) { // which would end the looking
      LOG.log(Level.ERROR, server.name() + ": check for unfinished lines failed", e);
    }
  }

  private void look(Server server, long now) {
    beginMinute(server, now);
    Map<Long, Seen> still = new HashMap<>();
    for (ConnectionView connection : server.connections()) {
      int bytes = connection.unfinished();
      Seen before = seen.get(connection.id());
      if (bytes > 0 || (before != null && before.named)) {
        still.put(connection.id(), look(server, connection, bytes, before, now));
      }
    }
    seen = still;
  }

  private Seen look(
      Server server, ConnectionView connection, int bytes, @Nullable Seen before, long now) {
    if (before != null && before.named) {
      return before;
    }
    long bytesIn = connection.bytesIn();
    if (before == null || before.bytesIn != bytesIn) {
      return new Seen(bytesIn, now, false);
    }
    if (now - before.since < PATIENCE_NANOS) {
      return before;
    }
    name(server, connection, bytes);
    return new Seen(bytesIn, before.since, true);
  }

  private void name(Server server, ConnectionView connection, int bytes) {
    if (++named > MOST_IN_A_MINUTE) {
      unnamed++;
      return;
    }
    LOG.log(
        Level.INFO,
        server.name()
            + ": "
            + connection
            + " has sent "
            + (bytes == 1 ? "1 byte" : bytes + " bytes")
            + " without a newline; "
            + advice);
  }

  private void beginMinute(Server server, long now) {
    if (now - minute < MINUTE_NANOS) {
      return;
    }
    minute = now;
    named = 0;
    if (unnamed > 0) {
      LOG.log(
          Level.INFO,
          server.name() + ": " + unnamed + " more have stopped in the middle of a line; " + advice);
      unnamed = 0;
    }
  }

  private static ScheduledThreadPoolExecutor thread() {
    var executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("heddle-lines").daemon().factory());
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }
}

package dev.heddle.connection;

import dev.heddle.Activity;
import dev.heddle.CloseReason;
import dev.heddle.ConnectionView;
import dev.heddle.net.Addresses;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One open connection, as its server or client manages it: a [ThreadSession] if a thread serves
/// it, otherwise the session of an engine with callbacks. A [SessionRegistry] has all of a server.
/// Every method may be called from any thread.
public abstract class Session implements ConnectionView {
  private final long openedAt = System.nanoTime();

  // Written by callers of unchangedSince; concurrent ones may see each other's value.
  private long seenDone;
  private @Nullable Activity seenActivity;
  private long seenFirst = openedAt;

  // Guarded by this.
  private long seenProgress;
  private long silentSince = openedAt;

  /// When it was opened, as [System#nanoTime()].
  public final long openedAt() {
    return openedAt;
  }

  @Override
  public final Duration age() {
    return Duration.ofNanos(System.nanoTime() - openedAt);
  }

  @Override
  public final long unchangedSince(long now) {
    Traffic traffic = traffic();
    long done =
        traffic.bytesIn() + traffic.bytesOut() + traffic.messagesIn() + traffic.messagesOut();
    Activity activity = activity();
    if (done != seenDone || activity != seenActivity) {
      seenDone = done;
      seenActivity = activity;
      seenFirst = now;
    }
    return seenFirst;
  }

  /// Since when no byte has moved and it has waited for its peer, as far as the calls of this
  /// method show: like [#unchangedSince], it only compares the present state with the last one.
  ///
  /// @param now as [System#nanoTime()]
  public final synchronized long silentSince(long now) {
    long progress = progress();
    if (progress != seenProgress || !isWaiting()) {
      seenProgress = progress;
      silentSince = now;
    }
    return silentSince;
  }

  /// Whether it waits for its peer, to read or to be read.
  public abstract boolean isWaiting();

  /// Whether its handshake is under way: that has a time limit of its own, and is never idle.
  public boolean isShakingHands() {
    return false;
  }

  /// Grows with each byte that moves.
  public abstract long progress();

  /// The bytes that it has carried so far.
  public abstract Traffic traffic();

  /// Its share of the budget for buffers.
  public abstract Share share();

  /// Ends it at the next message boundary.
  public abstract void endInput();

  /// Ends it if it waits at a message boundary now, all that it has written has been sent, and its
  /// handler does not mind; or if its handshake waits for the peer. Called by the thread that
  /// accepts.
  ///
  /// @return whether it does
  public abstract boolean evict();

  /// Whether nothing more will be read from it.
  public abstract boolean inputEnded();

  /// Whether the peer has ended its side.
  public abstract boolean peerEnded();

  /// Closes it at once, and wakes whatever serves it; the first reason stays.
  ///
  /// @return whether this is the first
  public abstract boolean close(CloseReason reason);

  /// Closes it because its handler or a callback has thrown, after earlier output has been sent;
  /// gives up on a peer that takes nothing for the linger time. Called by the code that serves it.
  public abstract void closeAfterFailure(CloseReason reason, Throwable cause);

  /// Why it was closed, as it counts: a proxy's health check is no error, however it ends.
  public final CloseReason countedReason() {
    CloseReason reason = Objects.requireNonNullElse(closeReason(), CloseReason.ENDED);
    if (proxyHeader() == null) {
      return reason;
    }
    Traffic traffic = traffic();
    boolean probe =
        traffic.bytesIn() == 0
            && switch (reason) {
              case BROKEN, MALFORMED -> true;
              case ENDED -> traffic.bytesOut() == 0; // or it has read what it came for
              default -> false;
            };
    return probe ? CloseReason.PROBED : reason;
  }

  /// Why it was closed; null while it is open.
  public abstract @Nullable CloseReason closeReason();

  @Override
  public final long bytesIn() {
    return traffic().bytesIn();
  }

  @Override
  public final long bytesOut() {
    return traffic().bytesOut();
  }

  @Override
  public final long messagesIn() {
    return traffic().messagesIn();
  }

  @Override
  public final long messagesOut() {
    return traffic().messagesOut();
  }

  @Override
  public final void abort() {
    close(CloseReason.ABORTED);
  }

  @Override
  public String toString() {
    return "connection " + id() + " (" + Addresses.text(peer()) + ")";
  }
}

package dev.heddle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The bounds that a server or client keeps, as a value; start from [#DEFAULT] and change what you
/// need: `Limits.DEFAULT.withMaxConnections(500)`.
///
/// @param maxConnections most connections at once; [#UNLIMITED] for no bound but the engine's own
/// @param whenFull what happens to a client above that
/// @param acceptRate most connections accepted in a second; [#UNLIMITED] for no bound
/// @param idleTimeout how long a connection may wait for its peer without a byte moving in either
///   direction; null: for ever. A slow transfer that moves is not idle, and neither is a handler
///   that computes
/// @param maxMessageBytes longest line, delimited message or frame that a read returns; more than
///   an array can hold, 2 GiB less 1 MiB, counts as that
/// @param highWaterMark unsent bytes above which a writer parks
/// @param lowWaterMark unsent bytes at which a parked writer goes on
/// @param backlog connections that the kernel may hold for us before they are accepted; the
///   kernel's own limit (on Linux `net.core.somaxconn`) caps it silently
/// @param outboxBytes most bytes that may wait in an [Outbox]
/// @param overflow what an outbox does with more than that
/// @param linger how long closing waits for the peer to close too, so that the last answer is not
///   destroyed by a reset (RFC 9112 §9.6 tells why)
public record Limits(
    int maxConnections,
    FullPolicy whenFull,
    int acceptRate,
    @Nullable Duration idleTimeout,
    int maxMessageBytes,
    int highWaterMark,
    int lowWaterMark,
    int backlog,
    int outboxBytes,
    OverflowPolicy overflow,
    Duration linger) {

  /// No bound.
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /// The defaults: no bound on connections, no idle timeout, messages up to 64 KiB, water marks of
  /// 64 and 16 KiB, a backlog of 4,096, outboxes of 256 KiB that disconnect, a linger of 1 s.
  public static final Limits DEFAULT =
      new Limits(
          UNLIMITED,
          FullPolicy.WAIT,
          UNLIMITED,
          null,
          64 * 1024,
          64 * 1024,
          16 * 1024,
          4096,
          256 * 1024,
          OverflowPolicy.DISCONNECT,
          Duration.ofSeconds(1));

  public Limits {
    atLeast(1, maxConnections, "maxConnections");
    atLeast(1, acceptRate, "acceptRate");
    atLeast(1, maxMessageBytes, "maxMessageBytes");
    atLeast(0, lowWaterMark, "lowWaterMark");
    if (highWaterMark <= lowWaterMark) {
      throw new IllegalArgumentException(
          "highWaterMark " + highWaterMark + " <= lowWaterMark " + lowWaterMark);
    }
    atLeast(1, backlog, "backlog");
    atLeast(1, outboxBytes, "outboxBytes");
    if (idleTimeout != null && (idleTimeout.isNegative() || idleTimeout.isZero())) {
      throw new IllegalArgumentException(
          "idleTimeout must be more than zero (null is none): " + idleTimeout);
    }
    if (linger.isNegative()) {
      throw new IllegalArgumentException("linger < 0: " + linger);
    }
  }

  private static void atLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " < " + least + ": " + value);
    }
  }

  public Limits withMaxConnections(int maxConnections) {
    return new Limits(
        maxConnections,
        whenFull,
        acceptRate,
        idleTimeout,
        maxMessageBytes,
        highWaterMark,
        lowWaterMark,
        backlog,
        outboxBytes,
        overflow,
        linger);
  }

  public Limits withWhenFull(FullPolicy whenFull) {
    return new Limits(
        maxConnections,
        whenFull,
        acceptRate,
        idleTimeout,
        maxMessageBytes,
        highWaterMark,
        lowWaterMark,
        backlog,
        outboxBytes,
        overflow,
        linger);
  }

  public Limits withAcceptRate(int acceptRate) {
    return new Limits(
        maxConnections,
        whenFull,
        acceptRate,
        idleTimeout,
        maxMessageBytes,
        highWaterMark,
        lowWaterMark,
        backlog,
        outboxBytes,
        overflow,
        linger);
  }

  public Limits withIdleTimeout(@Nullable Duration idleTimeout) {
    return new Limits(
        maxConnections,
        whenFull,
        acceptRate,
        idleTimeout,
        maxMessageBytes,
        highWaterMark,
        lowWaterMark,
        backlog,
        outboxBytes,
        overflow,
        linger);
  }

  public Limits withMaxMessageBytes(int maxMessageBytes) {
    return new Limits(
        maxConnections,
        whenFull,
        acceptRate,
        idleTimeout,
        maxMessageBytes,
        highWaterMark,
        lowWaterMark,
        backlog,
        outboxBytes,
        overflow,
        linger);
  }

  public Limits withBacklog(int backlog) {
    return new Limits(
        maxConnections,
        whenFull,
        acceptRate,
        idleTimeout,
        maxMessageBytes,
        highWaterMark,
        lowWaterMark,
        backlog,
        outboxBytes,
        overflow,
        linger);
  }

  public Limits withLinger(Duration linger) {
    return new Limits(
        maxConnections,
        whenFull,
        acceptRate,
        idleTimeout,
        maxMessageBytes,
        highWaterMark,
        lowWaterMark,
        backlog,
        outboxBytes,
        overflow,
        linger);
  }

  public Limits withWaterMarks(int lowWaterMark, int highWaterMark) {
    return new Limits(
        maxConnections,
        whenFull,
        acceptRate,
        idleTimeout,
        maxMessageBytes,
        highWaterMark,
        lowWaterMark,
        backlog,
        outboxBytes,
        overflow,
        linger);
  }

  public Limits withOutbox(int outboxBytes, OverflowPolicy overflow) {
    return new Limits(
        maxConnections,
        whenFull,
        acceptRate,
        idleTimeout,
        maxMessageBytes,
        highWaterMark,
        lowWaterMark,
        backlog,
        outboxBytes,
        overflow,
        linger);
  }
}

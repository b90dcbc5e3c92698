package dev.heddle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The bounds that a server or client keeps, as a value; start from [#DEFAULT] and change what you
/// need: `Limits.DEFAULT.withMaxConnections(500)`. Immutable.
///
/// It is a class and not a record, so that one more limit breaks no program.
///
/// ```java
/// Limits limits =
///     Limits.DEFAULT.withMaxConnections(500).withIdleTimeout(Duration.ofMinutes(1));
/// Server server = Server.builder(handler).limits(limits).start();
/// ```
public final class Limits {

  /// No bound.
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /// The defaults: no bound on connections, no idle timeout, messages up to 64 KiB, water marks of
  /// 64 and 16 KiB, a backlog of 4,096, outboxes of 256 KiB that disconnect, a linger of 1 s, a
  /// share of the process's budget for buffers.
  public static final Limits DEFAULT = new Limits(new Values());

  private final int maxConnections;
  private final FullPolicy whenFull;
  private final int acceptRate;
  private final int maxConnectionsPerAddress;
  private final int acceptRatePerAddress;
  private final @Nullable Duration idleTimeout;
  private final int maxMessageBytes;
  private final @Nullable Long maxBufferedBytes;
  private final int highWaterMark;
  private final int lowWaterMark;
  private final int backlog;
  private final int outboxBytes;
  private final OverflowPolicy overflow;
  private final Duration linger;

  private Limits(Values values) {
    maxConnections = atLeast(1, values.maxConnections, "maxConnections");
    whenFull = values.whenFull;
    acceptRate = atLeast(1, values.acceptRate, "acceptRate");
    maxConnectionsPerAddress =
        atLeast(1, values.maxConnectionsPerAddress, "maxConnectionsPerAddress");
    acceptRatePerAddress = atLeast(1, values.acceptRatePerAddress, "acceptRatePerAddress");
    idleTimeout = values.idleTimeout;
    if (idleTimeout != null && (idleTimeout.isNegative() || idleTimeout.isZero())) {
      throw new IllegalArgumentException(
          "idleTimeout must be more than zero (null is none): " + idleTimeout);
    }
    maxMessageBytes = atLeast(1, values.maxMessageBytes, "maxMessageBytes");
    maxBufferedBytes = values.maxBufferedBytes;
    if (maxBufferedBytes != null && maxBufferedBytes < 1) {
      throw new IllegalArgumentException("maxBufferedBytes < 1: " + maxBufferedBytes);
    }
    lowWaterMark = atLeast(0, values.lowWaterMark, "lowWaterMark");
    highWaterMark = values.highWaterMark;
    if (highWaterMark <= lowWaterMark) {
      throw new IllegalArgumentException(
          "highWaterMark " + highWaterMark + " <= lowWaterMark " + lowWaterMark);
    }
    backlog = atLeast(1, values.backlog, "backlog");
    outboxBytes = atLeast(1, values.outboxBytes, "outboxBytes");
    overflow = values.overflow;
    linger = values.linger;
    if (linger.isNegative()) {
      throw new IllegalArgumentException("linger < 0: " + linger);
    }
  }

  private static int atLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " < " + least + ": " + value);
    }
    return value;
  }

  /// Most connections at once; [#UNLIMITED] for no bound but the engine's own.
  public int maxConnections() {
    return maxConnections;
  }

  /// What happens to a client above [#maxConnections()].
  public FullPolicy whenFull() {
    return whenFull;
  }

  /// Most connections accepted in a second; [#UNLIMITED] for no bound.
  public int acceptRate() {
    return acceptRate;
  }

  /// Most connections at once from one address; [#UNLIMITED] for no bound. More are rejected with a
  /// line that says so, whatever [#whenFull()]. An IPv6 address counts by its /64 network, which is
  /// what one client has; an IPv4-mapped one as its IPv4 address. Unix domain sockets have none and
  /// are not bounded.
  public int maxConnectionsPerAddress() {
    return maxConnectionsPerAddress;
  }

  /// Most connections accepted in a second from one address, as [#maxConnectionsPerAddress()]
  /// counts them; [#UNLIMITED] for no bound. After a pause, as many as fit into a second may come
  /// at once.
  public int acceptRatePerAddress() {
    return acceptRatePerAddress;
  }

  /// How long a connection may wait for its peer without a byte moving in either direction; null:
  /// for ever. A slow transfer that moves is not idle, and neither is a handler that computes; nor
  /// is a dead peer, as long as the system takes what is sent to it. What a peer has to send in
  /// time needs a [Connection#readTimeout] or, in callbacks, an [Outbox#deadline].
  public @Nullable Duration idleTimeout() {
    return idleTimeout;
  }

  /// Longest line, delimited message or frame that a read returns; more than an array can hold, 2
  /// GiB less 1 MiB, counts as that.
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  /// Most bytes that all connections together may hold in messages that are not complete and in
  /// answers that wait to be sent. Above it, the connection that holds the most is closed with
  /// [CloseReason#MEMORY]. Null, the default: a share of the budget of the process, a quarter of
  /// its heap, which all servers and clients without a budget of their own use together.
  public @Nullable Long maxBufferedBytes() {
    return maxBufferedBytes;
  }

  /// Unsent bytes above which a writer parks.
  public int highWaterMark() {
    return highWaterMark;
  }

  /// Unsent bytes at which a parked writer resumes.
  public int lowWaterMark() {
    return lowWaterMark;
  }

  /// Connections that the kernel may queue before they are accepted; the kernel's own limit (on
  /// Linux `net.core.somaxconn`) caps it silently.
  public int backlog() {
    return backlog;
  }

  /// Most bytes that may wait in an [Outbox].
  public int outboxBytes() {
    return outboxBytes;
  }

  /// What an outbox does with a message beyond [#outboxBytes()].
  public OverflowPolicy overflow() {
    return overflow;
  }

  /// How long closing waits for the peer to close too, so that the last answer is not destroyed by
  /// a reset (RFC 9112 §9.6).
  public Duration linger() {
    return linger;
  }

  public Limits withMaxConnections(int maxConnections) {
    return with(values -> values.maxConnections = maxConnections);
  }

  public Limits withWhenFull(FullPolicy whenFull) {
    return with(values -> values.whenFull = whenFull);
  }

  public Limits withAcceptRate(int acceptRate) {
    return with(values -> values.acceptRate = acceptRate);
  }

  public Limits withMaxConnectionsPerAddress(int most) {
    return with(values -> values.maxConnectionsPerAddress = most);
  }

  public Limits withAcceptRatePerAddress(int rate) {
    return with(values -> values.acceptRatePerAddress = rate);
  }

  public Limits withIdleTimeout(@Nullable Duration idleTimeout) {
    return with(values -> values.idleTimeout = idleTimeout);
  }

  public Limits withMaxMessageBytes(int maxMessageBytes) {
    return with(values -> values.maxMessageBytes = maxMessageBytes);
  }

  public Limits withMaxBufferedBytes(@Nullable Long maxBufferedBytes) {
    return with(values -> values.maxBufferedBytes = maxBufferedBytes);
  }

  public Limits withBacklog(int backlog) {
    return with(values -> values.backlog = backlog);
  }

  public Limits withLinger(Duration linger) {
    return with(values -> values.linger = linger);
  }

  public Limits withWaterMarks(int lowWaterMark, int highWaterMark) {
    return with(values -> {
      values.lowWaterMark = lowWaterMark;
      values.highWaterMark = highWaterMark;
    });
  }

  public Limits withOutbox(int outboxBytes, OverflowPolicy overflow) {
    return with(values -> {
      values.outboxBytes = outboxBytes;
      values.overflow = overflow;
    });
  }

  private Limits with(Consumer<Values> change) {
    var values = new Values();
    values.maxConnections = maxConnections;
    values.whenFull = whenFull;
    values.acceptRate = acceptRate;
    values.maxConnectionsPerAddress = maxConnectionsPerAddress;
    values.acceptRatePerAddress = acceptRatePerAddress;
    values.idleTimeout = idleTimeout;
    values.maxMessageBytes = maxMessageBytes;
    values.maxBufferedBytes = maxBufferedBytes;
    values.highWaterMark = highWaterMark;
    values.lowWaterMark = lowWaterMark;
    values.backlog = backlog;
    values.outboxBytes = outboxBytes;
    values.overflow = overflow;
    values.linger = linger;
    change.accept(values);
    return new Limits(values);
  }

  private Map<String, @Nullable Object> all() {
    var all = new LinkedHashMap<String, @Nullable Object>();
    all.put("maxConnections", maxConnections);
    all.put("whenFull", whenFull);
    all.put("acceptRate", acceptRate);
    all.put("maxConnectionsPerAddress", maxConnectionsPerAddress);
    all.put("acceptRatePerAddress", acceptRatePerAddress);
    all.put("idleTimeout", idleTimeout);
    all.put("maxMessageBytes", maxMessageBytes);
    all.put("maxBufferedBytes", maxBufferedBytes);
    all.put("highWaterMark", highWaterMark);
    all.put("lowWaterMark", lowWaterMark);
    all.put("backlog", backlog);
    all.put("outboxBytes", outboxBytes);
    all.put("overflow", overflow);
    all.put("linger", linger);
    return all;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Limits limits && all().equals(limits.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  /// Those that are not the default: `Limits{maxConnections=500, idleTimeout=PT30S}`.
  @Override
  public String toString() {
    Map<String, @Nullable Object> changed = all();
    changed.entrySet().removeAll(DEFAULT.all().entrySet());
    return "Limits" + changed;
  }

  /// The defaults, to be changed before they become limits. Belongs to one call.
  private static final class Values {
    private int maxConnections = UNLIMITED;
    private FullPolicy whenFull = FullPolicy.WAIT;
    private int acceptRate = UNLIMITED;
    private int maxConnectionsPerAddress = UNLIMITED;
    private int acceptRatePerAddress = UNLIMITED;
    private @Nullable Duration idleTimeout;
    private int maxMessageBytes = 64 * 1024;
    private @Nullable Long maxBufferedBytes;
    private int highWaterMark = 64 * 1024;
    private int lowWaterMark = 16 * 1024;
    private int backlog = 4096;
    private int outboxBytes = 256 * 1024;
    private OverflowPolicy overflow = OverflowPolicy.DISCONNECT;
    private Duration linger = Duration.ofSeconds(1);
  }
}

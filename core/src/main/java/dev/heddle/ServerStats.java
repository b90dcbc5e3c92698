package dev.heddle;

import java.util.Map;

/// What a server has done since it started; each figure is exact for ended connections, and recent
/// for open ones.
///
/// ```java
/// ServerStats stats = server.stats();
/// System.out.println(stats.active() + " open, " + stats.closedTotal() + " ended");
/// ```
///
/// @param accepted connections admitted
/// @param active connections open now
/// @param refusals connections that were rejected, by reason; for UDP, datagrams that were not
///   answered
/// @param closed connections ended, by reason
/// @param messagesIn lines, frames, delimited messages and plain reads received, or the messages
///   that the handler awaits ([Connection#awaitMessage]), or what it counts
///   ([Connection#countMessages]): HTTP requests, WebSocket messages; for UDP, datagrams
/// @param messagesOut writes and outbox messages sent, or what the handler counts; for UDP,
///   datagrams
/// @param bytesIn bytes received
/// @param bytesOut bytes sent
/// @param outboxOverflows messages that did not fit into an outbox
/// @param failures exceptions that a handler threw, by class name
public record ServerStats(
    long accepted,
    int active,
    Map<Refusal, Long> refusals,
    Map<CloseReason, Long> closed,
    long messagesIn,
    long messagesOut,
    long bytesIn,
    long bytesOut,
    long outboxOverflows,
    Map<String, Long> failures) {

  /// Connections that were rejected, for whatever reason; for UDP, datagrams that were not
  /// answered.
  public long refused() {
    return refusals.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Exceptions that a handler threw, of any kind.
  public long handlerFailures() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Connections closed because nothing moved for the idle timeout.
  public long idleCloses() {
    return closed.getOrDefault(CloseReason.IDLE, 0L);
  }

  /// Connections ended, for whatever reason.
  public long closedTotal() {
    return closed.values().stream().mapToLong(Long::longValue).sum();
  }
}

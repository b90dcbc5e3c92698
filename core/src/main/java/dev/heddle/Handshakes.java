package dev.heddle;

import java.util.Map;

/// The TLS handshakes of a server so far; from [Server#handshakes()]. Immutable.
///
/// ```java
/// long modern = server.handshakes().completed().getOrDefault("TLSv1.3", 0L);
/// ```
///
/// @param completed how many have succeeded, by protocol version
/// @param failed how many have not, by reason
/// @param times how long those that succeeded took, from the first byte awaited to the last one
///   sent
public record Handshakes(
    Map<String, Long> completed, Map<HandshakeFailure, Long> failed, HandlingTimes times) {
  public Handshakes {
    completed = Map.copyOf(completed);
    failed = Map.copyOf(failed);
  }
}

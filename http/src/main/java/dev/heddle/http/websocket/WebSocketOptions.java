package dev.heddle.http.websocket;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What an endpoint allows, as a value.
///
/// ```java
/// var options = WebSocketOptions.DEFAULT.withOrigins("https://example.org");
/// ```
///
/// @param maxMessageBytes largest message; a larger one ends the connection with 1009
/// @param origins the origins, besides the same host, whose pages may connect, as browsers write
///   them: `https://example.org`; `*` for all. A client without an `Origin` is not a browser, and
///   may connect
/// @param protocols subprotocols that the endpoint speaks; the first that the client names and that
///   is among them is chosen
/// @param pingInterval a client that is silent for this long is sent a ping, and closed when it is
///   silent for as long again
public record WebSocketOptions(
    int maxMessageBytes, Set<String> origins, List<String> protocols, Duration pingInterval) {

  /// The defaults: 1 MiB, the same host only, no subprotocol, a ping after 15 s.
  public static final WebSocketOptions DEFAULT =
      new WebSocketOptions(1024 * 1024, Set.of(), List.of(), Duration.ofSeconds(15));

  public WebSocketOptions {
    if (maxMessageBytes < 1) {
      throw new IllegalArgumentException("maxMessageBytes < 1: " + maxMessageBytes);
    }
    if (pingInterval.isZero() || pingInterval.isNegative()) {
      throw new IllegalArgumentException("pingInterval must be more than zero: " + pingInterval);
    }
    origins = Set.copyOf(origins);
    protocols = List.copyOf(protocols);
  }

  public WebSocketOptions withMaxMessageBytes(int maxMessageBytes) {
    return new WebSocketOptions(maxMessageBytes, origins, protocols, pingInterval);
  }

  public WebSocketOptions withOrigins(String... origins) {
    return new WebSocketOptions(maxMessageBytes, Set.of(origins), protocols, pingInterval);
  }

  public WebSocketOptions withProtocols(String... protocols) {
    return new WebSocketOptions(maxMessageBytes, origins, List.of(protocols), pingInterval);
  }

  public WebSocketOptions withPingInterval(Duration pingInterval) {
    return new WebSocketOptions(maxMessageBytes, origins, protocols, pingInterval);
  }
}

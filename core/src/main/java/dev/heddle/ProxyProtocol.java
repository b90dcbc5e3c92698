package dev.heddle;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Which clients of a server are proxies that begin each connection with a [ProxyHeader]: the PROXY
/// protocol, versions 1 and 2, as HAProxy, nginx, Envoy and cloud load balancers send it. The
/// header comes before everything else, also before TLS.
///
/// A header names the client, so **accept it only from addresses that no other program can use**. A
/// header from any other address is never believed: the connection is closed.
///
/// ```java
/// Server server =
///     Server.builder(handler)
///         .proxyProtocol(ProxyProtocol.requiredFrom("10.0.0.0/8"))
///         .start();
/// ```
///
/// Immutable.
public final class ProxyProtocol {
  private static final Duration HEADER_TIMEOUT = Duration.ofSeconds(5);

  private final boolean required;
  private final List<AddressRange> trusted;
  private final Duration headerTimeout;

  private ProxyProtocol(boolean required, List<AddressRange> trusted, Duration headerTimeout) {
    this.required = required;
    this.trusted = trusted;
    this.headerTimeout = headerTimeout;
  }

  /// Every connection must begin with a header, wherever it comes from: for a server that only
  /// proxies can reach.
  public static ProxyProtocol required() {
    return new ProxyProtocol(true, List.of(), HEADER_TIMEOUT);
  }

  /// Connections come from these addresses only, and each must begin with a header; others are
  /// closed.
  ///
  /// @param ranges as [AddressRange#parse] takes them; at least one
  /// @throws IllegalArgumentException if one is none; the message says why
  public static ProxyProtocol requiredFrom(String... ranges) {
    return new ProxyProtocol(true, parse(ranges), HEADER_TIMEOUT);
  }

  /// Connections from these addresses may begin with a header; one that sends nothing for
  /// [#headerTimeout()] is served without. Others are served as they are, and closed if they begin
  /// with a header. Each client that may connect to a Unix domain socket may send one.
  ///
  /// @param ranges as [AddressRange#parse] takes them; at least one
  /// @throws IllegalArgumentException if one is none; the message says why
  public static ProxyProtocol optionalFrom(String... ranges) {
    return new ProxyProtocol(false, parse(ranges), HEADER_TIMEOUT);
  }

  private static List<AddressRange> parse(String... ranges) {
    if (ranges.length == 0) {
      throw new IllegalArgumentException("no addresses: any client could claim to be another one");
    }
    return Stream.of(ranges).map(AddressRange::parse).toList();
  }

  /// The same, with another [#headerTimeout()].
  ///
  /// @throws IllegalArgumentException if it is not more than zero
  public ProxyProtocol withHeaderTimeout(Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("headerTimeout must be more than zero: " + timeout);
    }
    return new ProxyProtocol(required, trusted, timeout);
  }

  /// Whether a connection without a header is closed.
  public boolean isRequired() {
    return required;
  }

  /// Whether the header of a connection from this address is believed.
  public boolean trusts(SocketAddress proxy) {
    return trusted.isEmpty()
        || !(proxy instanceof InetSocketAddress)
        || trusted.stream().anyMatch(range -> range.contains(proxy));
  }

  /// How long a whole header may take; 5 s by default.
  public Duration headerTimeout() {
    return headerTimeout;
  }

  /// As the command line takes it: `required`, `optional:10.0.0.0/8,127.0.0.1/32`.
  @Override
  public String toString() {
    String ranges = String.join(",", trusted.stream().map(AddressRange::toString).toList());
    return (required ? "required" : "optional") + (ranges.isEmpty() ? "" : ":" + ranges);
  }
}

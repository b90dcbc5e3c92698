package dev.heddle.net;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/// Addresses as people write them.
public final class Addresses {
  private Addresses() {}

  /// `127.0.0.1:7001`, `[::1]:7001`, `unix:/run/echo`.
  public static String text(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> {
        String host =
            inet.isUnresolved() ? inet.getHostString() : inet.getAddress().getHostAddress();
        if (inet.getAddress() instanceof Inet6Address v6) {
          host = v6.isLoopbackAddress() ? "::1" : v6.isAnyLocalAddress() ? "::" : host;
        }
        yield text(host, inet.getPort());
      }
      case UnixDomainSocketAddress unix -> "unix:" + unix.getPath();
      default -> address.toString();
    };
  }

  /// `localhost:7001`, `[::1]:7001`.
  ///
  /// @param host a name or an address; an IPv6 address with or without its brackets
  public static String text(String host, int port) {
    return text(host, Integer.toString(port));
  }

  /// The same, for a port that is a placeholder.
  public static String text(String host, String port) {
    boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
    return (bare ? '[' + host + ']' : host) + ':' + port;
  }
}

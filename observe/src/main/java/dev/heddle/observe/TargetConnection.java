package dev.heddle.observe;

import dev.heddle.ConnectionView;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// A connection, and whose it is.
///
/// @param target the server
record TargetConnection(ObservedServer target, ConnectionView connection) {

  /// `connection 7 of chat (127.0.0.1:50312)`.
  @Override
  public String toString() {
    return "connection "
        + connection.id()
        + " of "
        + target.name()
        + " ("
        + text(connection.peer())
        + ")";
  }

  /// An address as people write it.
  static String text(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
      String host = inet.getAddress().getHostAddress();
      return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + inet.getPort();
    }
    return address.toString();
  }
}

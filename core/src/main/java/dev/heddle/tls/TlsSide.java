package dev.heddle.tls;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Which side of a connection this is, server or client. Immutable.
///
/// @param host the host to which a client connects; null for servers, and if there is none
/// @param port likewise; -1 if there is none
/// @param listener learns how handshakes end
public record TlsSide(
    boolean isClient, @Nullable String host, int port, HandshakeListener listener) {

  /// A server's side.
  public static TlsSide server(HandshakeListener listener) {
    return new TlsSide(false, null, -1, listener);
  }

  /// The side of a client that connects to `address`.
  public static TlsSide client(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? new TlsSide(true, inet.getHostString(), inet.getPort(), HandshakeListener.NONE)
        : new TlsSide(true, null, -1, HandshakeListener.NONE);
  }
}

package dev.heddle.tls;

import dev.heddle.ClientAuthentication;
import dev.heddle.Tls;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Which side of a connection this is, server or client. Immutable.
///
/// @param host the host to which a client connects; null for servers, and if there is none
/// @param port likewise; -1 if there is none
/// @param listener learns how handshakes end
/// @param plainTextAnswer gives what a peer is sent that speaks plain text, or null for nothing
public record TlsSide(
    boolean isClient,
    @Nullable String host,
    int port,
    HandshakeListener listener,
    Supplier<byte @Nullable []> plainTextAnswer) {
  private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]+|.*:.*");

  /// A server's side.
  public static TlsSide server(HandshakeListener listener) {
    return server(listener, () -> null);
  }

  /// Likewise, with an answer for peers that speak plain text.
  public static TlsSide server(
      HandshakeListener listener, Supplier<byte @Nullable []> plainTextAnswer) {
    return new TlsSide(false, null, -1, listener, plainTextAnswer);
  }

  /// The side of a client that connects to `address`. What listens on a Unix domain socket is on
  /// this machine: `localhost`.
  public static TlsSide client(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> client(inet.getHostString(), inet.getPort());
      case UnixDomainSocketAddress _ -> client("localhost", -1);
      default -> client(null, -1);
    };
  }

  private static TlsSide client(@Nullable String host, int port) {
    return new TlsSide(true, host, port, HandshakeListener.NONE, () -> null);
  }

  /// The host whose certificate a client wants.
  ///
  /// @throws SSLException if there is none
  public String wantedHost(Tls tls) throws SSLException {
    String name = tls.serverName() == null ? host : tls.serverName();
    if (name == null) {
      throw new SSLException(
          "no host name to check the certificate against: Tls.withServerName sets one");
    }
    return name;
  }

  /// Whether the peer may have to show a certificate.
  public boolean checksPeer(Tls tls) {
    return isClient || tls.clientAuthentication() != ClientAuthentication.NONE;
  }

  /// Whether a host is an address, which is no server name (RFC 6066 §3).
  public static boolean isAddress(String host) {
    return IP_LITERAL.matcher(host).matches();
  }
}

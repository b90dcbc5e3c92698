package dev.heddle.lab.check;

import dev.heddle.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// How clients of a judge reach the server: by sockets of the JDK, in plain text or over TLS.
/// Immutable.
///
/// @param address where it listens, on TCP or on a Unix domain socket; its host (`localhost` for
///   the latter) is the one whose certificate is wanted, unless `tls` names another one
/// @param tls what each connection begins with, computed by the JDK; null for plain text
public record CheckedServer(SocketAddress address, @Nullable Tls tls) {

  /// Whether the server is on this machine.
  public boolean isLocal() {
    return !(address instanceof InetSocketAddress inet) || inet.getAddress().isLoopbackAddress();
  }

  /// Connects once, and closes.
  ///
  /// @throws javax.net.ssl.SSLException if the handshake fails
  public void tryOut(int patienceMillis) throws IOException {
    try (Socket plain = connect(patienceMillis)) {
      Socket secured = secured(plain, patienceMillis);
      if (secured instanceof SSLSocket) {
        secured.shutdownOutput();
      }
    }
  }

  /// A connection in plain text.
  Socket connect(int patienceMillis) throws IOException {
    if (address instanceof UnixDomainSocketAddress unix) {
      return UnixSocket.connect(unix, patienceMillis);
    }
    var socket = new Socket();
    try {
      socket.connect(address, patienceMillis);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(patienceMillis);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// The same connection over TLS, if that is wanted. The plain one still resets it.
  Socket secured(Socket plain, int patienceMillis) throws IOException {
    if (tls == null) {
      return plain;
    }
    var inet =
        address instanceof InetSocketAddress tcp ? tcp : new InetSocketAddress("localhost", 0);
    String host = tls.serverName() == null ? inet.getHostString() : tls.serverName();
    var socket =
        (SSLSocket)
            tls.context()
                .getSocketFactory()
                .createSocket(plain, host, inet.getPort(), /* autoClose= */ true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818, RFC 6125
    parameters.setProtocols(tls.protocols().toArray(String[]::new));
    if (!isAddress(host)) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(patienceMillis);
    try {
      socket.startHandshake();
    } catch (SocketTimeoutException e) {
      var late = new SocketTimeoutException("no TLS handshake within " + patienceMillis + " ms");
      late.initCause(e);
      throw late;
    }
    return socket;
  }

  /// Addresses are not sent as names (RFC 6066 §3).
  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }
}

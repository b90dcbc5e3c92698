package dev.heddle;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a TLS handshake has negotiated; from [Connection#tls()]. Immutable.
///
/// ```java
/// TlsSession tls = connection.tls();
/// if (tls != null && !tls.peerCertificates().isEmpty()) {
///   log.log(System.Logger.Level.INFO, tls.peerCertificates().getFirst().getSubjectX500Principal());
/// }
/// ```
///
/// @param protocol the protocol version, such as `TLSv1.3`
/// @param cipherSuite the cipher suite, by its name in the JDK
/// @param applicationProtocol the protocol that ALPN has chosen; null if none was negotiated
/// @param serverName the host that the client asked for (SNI); null if it named none
/// @param peerCertificates the peer's certificate and its chain, the peer's own first; empty if it
///   showed none
public record TlsSession(
    String protocol,
    String cipherSuite,
    @Nullable String applicationProtocol,
    @Nullable String serverName,
    List<X509Certificate> peerCertificates) {
  public TlsSession {
    peerCertificates = List.copyOf(peerCertificates);
  }

  /// In one line, with the subjects of the certificates.
  @Override
  public String toString() {
    return "TlsSession[protocol=%s, cipherSuite=%s, applicationProtocol=%s, serverName=%s, peer=%s]"
        .formatted(
            protocol,
            cipherSuite,
            applicationProtocol,
            serverName,
            peerCertificates.stream().map(X509Certificate::getSubjectX500Principal).toList());
  }
}

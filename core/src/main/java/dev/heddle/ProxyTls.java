package dev.heddle;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a proxy says of the TLS connection between it and its client, in the `SSL` value of a
/// [ProxyHeader]. Immutable.
///
/// Look at the flags first: `verify` is 0 also if the client has sent no certificate, and a resumed
/// session has the certificate of its first connection only ([#certificateInSession()]).
///
/// ```java
/// ProxyHeader header = connection.proxyHeader();
/// ProxyTls tls = header == null ? null : header.tls();
/// String user = tls != null && tls.isVerified() ? tls.commonName() : null;
/// ```
///
/// @param client the flags, from 0 to 255: bit 0, the client used TLS; bit 1, it sent a certificate
///   on this connection; bit 2, it did so at least once in its session
/// @param verify 0 if the certificate was verified, or there was none; else the proxy's error
/// @param tlvs the values inside, in their order
public record ProxyTls(int client, long verify, List<ProxyTlv> tlvs) {

  private static final int FLAGS_AND_VERIFY = 5;

  public ProxyTls {
    if (client < 0 || client > 0xff) {
      throw new IllegalArgumentException("client is not from 0 to 255: " + client);
    }
    if (verify < 0 || verify > 0xffff_ffffL) {
      throw new IllegalArgumentException("verify is not a number of 32 bits: " + verify);
    }
    tlvs = List.copyOf(tlvs);
  }

  /// What a [ProxyTlv#SSL] holds.
  ///
  /// @throws IllegalArgumentException if it is cut short
  public static ProxyTls of(ProxyTlv ssl) {
    ByteBuffer bytes = ByteBuffer.wrap(ssl.value());
    if (bytes.remaining() < FLAGS_AND_VERIFY) {
      throw new IllegalArgumentException("an SSL TLV of " + bytes.remaining() + " bytes");
    }
    int client = bytes.get() & 0xff;
    long verify = bytes.getInt() & 0xffff_ffffL;
    return new ProxyTls(client, verify, ProxyTlv.readAll(bytes));
  }

  /// As a value of a header.
  public ProxyTlv toTlv() {
    int size = FLAGS_AND_VERIFY + tlvs.stream().mapToInt(ProxyTlv::size).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).put((byte) client).putInt((int) verify);
    tlvs.forEach(tlv -> tlv.writeTo(bytes));
    return new ProxyTlv(ProxyTlv.SSL, bytes.array());
  }

  /// Whether the client used TLS.
  public boolean isTls() {
    return (client & 1) != 0;
  }

  /// Whether the client sent a certificate on this connection.
  public boolean certificateOnConnection() {
    return (client & 2) != 0;
  }

  /// Whether the client sent a certificate on this connection or on an earlier one of its session.
  public boolean certificateInSession() {
    return (client & 4) != 0;
  }

  /// Whether there is a certificate and the proxy has verified it.
  public boolean isVerified() {
    return (client & 6) != 0 && verify == 0;
  }

  /// The version of TLS, such as `TLSv1.3`.
  public @Nullable String version() {
    return text(ProxyTlv.SSL_VERSION);
  }

  /// The common name of the client's certificate.
  public @Nullable String commonName() {
    return text(ProxyTlv.SSL_CN);
  }

  /// The cipher, such as `TLS_AES_128_GCM_SHA256`.
  public @Nullable String cipher() {
    return text(ProxyTlv.SSL_CIPHER);
  }

  /// The algorithm that signed the certificate, such as `SHA256`; of the proxy's own certificate,
  /// where HAProxy sends it.
  public @Nullable String signatureAlgorithm() {
    return text(ProxyTlv.SSL_SIG_ALG);
  }

  /// The certificate's key, such as `RSA2048`; likewise.
  public @Nullable String keyAlgorithm() {
    return text(ProxyTlv.SSL_KEY_ALG);
  }

  private @Nullable String text(int type) {
    for (ProxyTlv tlv : tlvs) {
      if (tlv.type() == type) {
        return tlv.text();
      }
    }
    return null;
  }
}

package dev.heddle;

/// The implementation of TLS: encryption, decryption and handshakes.
///
/// ```java
/// Tls tls =
///     Tls.pem(Path.of("tls.crt"), Path.of("tls.key")).withProvider(TlsProvider.OPENSSL);
/// ```
public enum TlsProvider {
  /// The JDK's own, which is everywhere; the default.
  JDK,
  /// The system's OpenSSL (`libssl`, 3.0 or newer), called by the JDK's foreign function interface:
  /// handshakes cost less than half, and OpenSSL 3.5 or newer prefers the key exchange
  /// X25519MLKEM768. A connection keeps about 12 KB outside of the heap.
  ///
  /// Needs `--enable-native-access`, and keys and trust from files, not from an
  /// [javax.net.ssl.SSLContext]. [Tls#check()] says what is missing. The system property
  /// `heddle.openssl` names the folder of another `libssl`.
  OPENSSL
}

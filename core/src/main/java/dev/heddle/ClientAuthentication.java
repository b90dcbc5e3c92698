package dev.heddle;

/// Whether a server asks its clients for a certificate (mutual TLS).
///
/// ```java
/// Tls tls = Tls.of(context).withClientAuthentication(ClientAuthentication.NEED);
/// ```
public enum ClientAuthentication {
  /// Clients are not asked. The default.
  NONE,
  /// Clients are asked, and may have none. One that is not trusted is rejected.
  WANT,
  /// Clients are asked, and rejected if they have none that is trusted.
  NEED
}

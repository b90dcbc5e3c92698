package dev.heddle;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// A certificate that a server shows to its clients, for operators. Immutable.
///
/// ```java
/// for (CertificateView certificate : tls.certificates()) {
///   System.out.println(certificate.subject() + " until " + certificate.notAfter());
/// }
/// ```
///
/// @param file where it was read
/// @param subject whose it is, such as `CN=example.com`
/// @param names the host names that it is for
/// @param keyType `EC`, `RSA` or `EdDSA`
/// @param notBefore from when on it is valid
/// @param notAfter until when it is valid
public record CertificateView(
    Path file,
    String subject,
    List<String> names,
    String keyType,
    Instant notBefore,
    Instant notAfter) {
  public CertificateView {
    names = List.copyOf(names);
  }
}

package dev.heddle.keys;

import dev.heddle.CertificateView;
import dev.heddle.KeyFilesException;
import dev.heddle.text.PlainText;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// A private key with the certificates that say whose it is. Immutable.
///
/// @param file where the certificates were read
/// @param chain the key's own certificate first, each signed by the next
public record Identity(Path file, PrivateKey key, List<X509Certificate> chain) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  /// Finds the key's chain among the certificates.
  ///
  /// @throws KeyFilesException if none of them is the key's own
  static Identity of(
      Path keyFile, PrivateKey key, Path certificateFile, List<X509Certificate> certificates)
      throws KeyFilesException {
    List<X509Certificate> chain = Chain.of(key, certificates);
    if (chain.isEmpty()) {
      throw new KeyFilesException(
          keyFile,
          keyFile.equals(certificateFile)
              ? "the private key belongs to no certificate in the file"
              : "the private key belongs to no certificate in " + certificateFile);
    }
    return new Identity(certificateFile, key, List.copyOf(chain));
  }

  /// @throws KeyFilesException if the key's own certificate is not valid at this time
  Identity requireValid(Instant now) throws KeyFilesException {
    if (now.isAfter(notAfter())) {
      throw new KeyFilesException(
          file, "the certificate of " + subject() + " expired on " + text(notAfter()));
    }
    if (now.isBefore(notBefore())) {
      throw new KeyFilesException(
          file, "the certificate of " + subject() + " is not valid before " + text(notBefore()));
    }
    return this;
  }

  /// The key's own.
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  String subject() {
    String subject = certificate().getSubjectX500Principal().getName();
    return PlainText.visible(
        subject.isEmpty() ? String.join(", ", HostNames.of(certificate())) : subject);
  }

  Instant notBefore() {
    return certificate().getNotBefore().toInstant();
  }

  Instant notAfter() {
    return certificate().getNotAfter().toInstant();
  }

  /// The kind of key, as the JDK calls it: `EC`, `RSA` …
  public String keyType() {
    return key.getAlgorithm();
  }

  CertificateView view() {
    return new CertificateView(
        file, subject(), HostNames.of(certificate()), keyType(), notBefore(), notAfter());
  }

  static String text(Instant time) {
    return TIME.format(time);
  }

  /// Without the key.
  @Override
  public String toString() {
    return subject() + " of " + file;
  }
}

package dev.heddle.keys;

import dev.heddle.KeyFilesException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// The certificates of a file. Stateless.
final class CertificateFile {
  private CertificateFile() {}

  /// The certificates in the order in which the file has them, at least one.
  ///
  /// @throws KeyFilesException if there is none, or one cannot be read
  static List<X509Certificate> read(FileContent file) throws KeyFilesException {
    List<PemBlock> blocks = PemBlock.of(file.text());
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : blocks) {
      if (block.isCertificate()) {
        certificates.add(certificate(file, block));
      }
    }
    if (certificates.isEmpty()) {
      throw new KeyFilesException(file.path(), "no certificate in it" + file.instead(blocks));
    }
    return certificates;
  }

  private static X509Certificate certificate(FileContent file, PemBlock block)
      throws KeyFilesException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new KeyFilesException(file.path(), "a damaged certificate in it", e);
    }
  }
}

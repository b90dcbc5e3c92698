package dev.heddle.testkit.contract;

import dev.heddle.KeyFiles;
import dev.heddle.Tls;
import dev.heddle.TlsProvider;
import dev.heddle.fixtures.TestCertificate;
import dev.heddle.fixtures.TestTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The keys of [TestTls] for a provider: as contexts for the JDK's, as files for others. Immutable.
record ContractTls(TlsProvider provider) {

  Tls server() {
    return isJdk() ? Tls.of(TestTls.server()) : of(PemFiles.SERVER, PemFiles.CLIENT);
  }

  Tls client() {
    return isJdk() ? Tls.of(TestTls.client()) : of(PemFiles.CLIENT, PemFiles.SERVER);
  }

  Tls anonymous() {
    return isJdk()
        ? Tls.of(TestTls.anonymous())
        : Tls.trusting(PemFiles.SERVER).withProvider(provider);
  }

  Tls stranger() {
    return isJdk() ? Tls.of(TestTls.stranger()) : of(PemFiles.CLIENT, PemFiles.CLIENT);
  }

  private boolean isJdk() {
    return provider == TlsProvider.JDK;
  }

  private Tls of(Path own, Path trusted) {
    return Tls.of(KeyFiles.pem(own, own)).withTrust(trusted).withProvider(provider);
  }

  /// Key and certificate in one file each, for as long as the JVM runs.
  private static final class PemFiles {
    static final Path SERVER = write("server", TestTls.serverCertificate());
    static final Path CLIENT = write("client", TestTls.clientCertificate());

    private static Path write(String name, TestCertificate certificate) {
      try {
        Path file = Files.createTempFile("heddle-" + name, ".pem");
        file.toFile().deleteOnExit();
        return Files.writeString(file, certificate.keyPem() + certificate.certificatePem());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

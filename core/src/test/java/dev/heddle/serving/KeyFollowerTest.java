package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.CertificateView;
import dev.heddle.KeyFiles;
import dev.heddle.KeyFilesException;
import dev.heddle.Tls;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.fixtures.TestCertificate;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFollowerTest {
  @TempDir Path folder;
  private Path certificates;
  private Path key;

  @BeforeEach
  void files() {
    certificates = folder.resolve("tls.crt");
    key = folder.resolve("tls.key");
  }

  @Test
  void newFilesAreTakenOverByAValueThatIsInUse() throws IOException {
    write("old");
    Tls tls = Tls.pem(certificates, key);
    SSLContext before = tls.context();
    Tls sharing = tls.withProtocols("TLSv1.3");

    try (var _ = new LogCapture()) {
      write("new");
      Eventually.that("the new keys are in use", () -> subject(tls).equals("CN=new"));
    }

    assertThat(tls.context()).isNotSameAs(before);
    assertThat(sharing.context()).isSameAs(tls.context());
  }

  @Test
  void filesAreReadAtTheFirstUse() throws IOException {
    Tls tls = Tls.pem(certificates, key);

    assertThat(tls.certificates()).isEmpty();
    assertThatThrownBy(tls::context)
        .isInstanceOf(KeyFilesException.class)
        .hasMessage(key + ": no such file");
    write("late");
    tls.context();

    assertThat(subject(tls)).isEqualTo("CN=late");
  }

  @Test
  void filesThatNobodyUsesAreNotFollowedAnyMore() throws IOException {
    write("old");
    var context = new WeakReference<>(Tls.pem(certificates, key).context());

    Eventually.that(
        "the keys are forgotten",
        () -> {
          System.gc();
          return context.get() == null;
        });
  }

  @Test
  void aKeyOrAnAuthorityIsAddedToFilesOnly() throws Exception {
    Tls ready = Tls.of(SSLContext.getDefault());

    assertThatThrownBy(() -> ready.withKey(KeyFiles.pem(certificates, key)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("keys and trust come from an SSLContext, not from files");
    assertThatThrownBy(() -> ready.withTrust(certificates))
        .isInstanceOf(IllegalStateException.class);
  }

  private void write(String name) {
    TestCertificate made = TestCertificate.selfSigned(name);
    made.writeCertificate(certificates);
    made.writeKey(key);
  }

  private static String subject(Tls tls) {
    return tls.certificates().stream().map(CertificateView::subject).findFirst().orElse("");
  }
}

package dev.heddle.keys;

import static java.util.logging.Level.INFO;
import static java.util.logging.Level.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CertificateView;
import dev.heddle.KeyFiles;
import dev.heddle.KeyFilesException;
import dev.heddle.Tls;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.fixtures.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyWatchTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder;
  private final LogCapture log = new LogCapture();
  private Path certificates;
  private Path key;
  private Instant now = Instant.now();

  @BeforeEach
  void files() {
    certificates = folder.resolve("tls.crt");
    key = folder.resolve("tls.key");
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void aPairThatIsWrittenInPlaceIsTakenOver() throws IOException {
    write(TestCertificate.selfSigned("old"));
    KeyWatch watch = watch();
    SSLContext before = watch.loaded().context();

    watch.look();
    assertThat(watch.loaded().context()).isSameAs(before);
    write(TestCertificate.selfSigned("new"));
    watch.look();

    assertThat(watch.loaded().context()).isNotSameAs(before);
    assertThat(subjects(watch)).containsExactly("CN=new");
    assertThat(log.messages(INFO))
        .containsExactly("tls: new keys in use: [CN=new of " + certificates + "]");
  }

  @Test
  void aFileOfNothingButDashesIsRejectedLikeAnyOther() throws IOException {
    write(TestCertificate.selfSigned("old"));
    KeyWatch watch = watch();

    Files.writeString(key, "-----BEGIN PRIVATE KEY-----" + "-".repeat(1 << 20));
    watch.look();
    watch.look();

    assertThat(subjects(watch)).containsExactly("CN=old");
    assertThat(log.messages(WARNING))
        .containsExactly(
            "tls: new keys rejected, the last good ones stay: " + key + ": no private key in it");
  }

  @Test
  void contentCountsAndTimesDoNot() throws IOException {
    write(TestCertificate.selfSigned("old"));
    var time = Files.getLastModifiedTime(key);
    KeyWatch watch = watch();
    SSLContext before = watch.loaded().context();

    String same = Files.readString(certificates);
    Files.delete(certificates);
    Files.writeString(certificates, same);
    watch.look();
    assertThat(watch.loaded().context()).isSameAs(before);

    write(TestCertificate.selfSigned("new"));
    Files.setLastModifiedTime(key, time);
    Files.setLastModifiedTime(certificates, time);
    watch.look();
    assertThat(subjects(watch)).containsExactly("CN=new");
  }

  @Test
  void aSwitchOfTheLinkThatKubernetesMakesIsSeen() throws IOException {
    volume("..2026_01", TestCertificate.selfSigned("old"));
    volume("..2026_02", TestCertificate.selfSigned("new"));
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01"));
    Files.createSymbolicLink(certificates, Path.of("..data/tls.crt"));
    Files.createSymbolicLink(key, Path.of("..data/tls.key"));
    KeyWatch watch = watch();
    assertThat(subjects(watch)).containsExactly("CN=old");

    Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_02"));
    Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    watch.look();

    assertThat(subjects(watch)).containsExactly("CN=new");
  }

  @Test
  void aBadPairKeepsTheLastGoodOneAndIsLoggedOnce() throws IOException {
    write(TestCertificate.selfSigned("old"));
    KeyWatch watch = watch();
    SSLContext before = watch.loaded().context();

    TestCertificate.selfSigned("other").writeKey(key);
    for (int i = 0; i < 5; i++) {
      watch.look();
    }

    assertThat(watch.loaded().context()).isSameAs(before);
    assertThat(log.messages(WARNING))
        .containsExactly(
            "tls: new keys rejected, the last good ones stay: "
                + key
                + ": the private key belongs to no certificate in "
                + certificates);
  }

  @Test
  void aPairIsNotCalledBadWhileItIsBeingWritten() throws IOException {
    write(TestCertificate.selfSigned("old"));
    KeyWatch watch = watch();
    TestCertificate made = TestCertificate.selfSigned("new");

    made.writeCertificate(certificates);
    watch.look();
    Files.delete(key);
    watch.look();
    made.writeKey(key);
    watch.look();

    assertThat(subjects(watch)).containsExactly("CN=new");
    assertThat(log.messages(WARNING)).isEmpty();
  }

  @Test
  void eachNewFaultIsLogged() throws IOException {
    TestCertificate good = TestCertificate.selfSigned("old");
    write(good);
    KeyWatch watch = watch();

    Files.delete(key);
    watch.look();
    watch.look();
    Files.writeString(key, "nothing");
    watch.look();
    watch.look();
    good.writeKey(key);
    watch.look();
    Files.delete(key);
    watch.look();
    watch.look();

    assertThat(log.messages(WARNING)).hasSize(3);
  }

  @Test
  void aCertificateIsTakenOverOnceItBecomesValid() throws IOException {
    write(TestCertificate.selfSigned("old"));
    KeyWatch watch = watch();
    write(TestCertificate.order("new").valid(now.plus(DAY), now.plus(DAY.multipliedBy(90))).make());
    watch.look();
    watch.look();
    assertThat(subjects(watch)).containsExactly("CN=old");

    now = now.plus(DAY).plusSeconds(1);
    watch.look();

    assertThat(subjects(watch)).containsExactly("CN=new");
  }

  @Test
  void aCertificateThatExpiresSoonIsLoggedOnceADay() throws IOException {
    Instant end = now.plus(DAY.multipliedBy(15)).plusSeconds(60);
    write(TestCertificate.order("old").valid(now.minus(DAY), end).make());
    KeyWatch watch = watch();
    assertThat(log.messages(WARNING)).isEmpty();

    now = now.plus(DAY).plusSeconds(120);
    for (int i = 0; i < 48; i++) {
      watch.look();
      now = now.plus(Duration.ofHours(1));
    }

    assertThat(log.messages(WARNING))
        .containsExactly(
            "tls: CN=old of "
                + certificates
                + ": the certificate expires on "
                + Identity.text(end)
                + ", in 13 days",
            "tls: CN=old of "
                + certificates
                + ": the certificate expires on "
                + Identity.text(end)
                + ", in 12 days");
  }

  @Test
  void aCertificateThatHasExpiredMeanwhileIsLoggedAndStays() throws IOException {
    Instant end = now.plus(DAY.multipliedBy(20));
    write(TestCertificate.order("old").valid(now.minus(DAY), end).make());
    KeyWatch watch = watch();

    now = end.plusSeconds(1);
    watch.look();
    watch.look();

    assertThat(subjects(watch)).containsExactly("CN=old");
    assertThat(log.messages(WARNING))
        .containsExactly(
            "tls: CN=old of "
                + certificates
                + ": the certificate expired on "
                + Identity.text(end)
                + "; clients reject it");
  }

  @Test
  void newAuthoritiesAreTakenOver() throws IOException {
    Path authorities = folder.resolve("ca.crt");
    TestCertificate.authority("old").writeCertificate(authorities);
    var watch = KeyWatch.start(new Tls.FileKeys(List.of(), authorities, false));
    SSLContext before = watch.loaded().context();

    TestCertificate.authority("new").writeCertificate(authorities);
    watch.look();

    assertThat(watch.loaded().context()).isNotSameAs(before);
    assertThat(log.messages(INFO))
        .containsExactly("tls: new trust in use: certificates of " + authorities);
  }

  private void volume(String name, TestCertificate certificate) throws IOException {
    Path volume = Files.createDirectory(folder.resolve(name));
    certificate.writeCertificate(volume.resolve("tls.crt"));
    certificate.writeKey(volume.resolve("tls.key"));
  }

  private void write(TestCertificate certificate) {
    certificate.writeCertificate(certificates);
    certificate.writeKey(key);
  }

  private KeyWatch watch() throws KeyFilesException {
    var settings = new Tls.FileKeys(List.of(KeyFiles.pem(certificates, key)), null, false);
    return KeyWatch.start(settings, () -> now);
  }

  private static List<String> subjects(KeyWatch watch) {
    return watch.certificates().stream().map(CertificateView::subject).toList();
  }
}

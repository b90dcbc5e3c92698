package dev.heddle.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.fixtures.RequiresOpenSsl;
import dev.heddle.fixtures.TestCertificate;
import dev.heddle.program.OpenSslEndings;
import java.lang.foreign.Linker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What OpenSSL has allocated is given back, however a connection ends.
@RequiresOpenSsl
class MemoryTest {
  /// A connection that is not freed has more than this.
  private static final long ONE = 4 * 1024;

  @TempDir Path folder;

  @Test
  void everyEndingGivesTheMemoryBack() throws Exception {
    assumeTrue(
        Linker.nativeLinker().defaultLookup().find("mallinfo2").isPresent(), "needs glibc 2.33");
    TestCertificate own = TestCertificate.selfSigned("localhost");
    String certificate = own.writeCertificate(folder.resolve("tls.crt")).toString();
    String key = own.writeKey(folder.resolve("tls.key")).toString();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder(
            java,
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            OpenSslEndings.class.getName(),
            certificate,
            key);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    Process child = builder.redirectErrorStream(true).start();
    try {
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(said).isZero();
      List<Long> grown =
          said.lines()
              .filter(line -> line.startsWith("grown: "))
              .map(line -> Long.parseLong(line.substring("grown: ".length())))
              .toList();
      // The JVM allocates, too, but not in every round; a leak would.
      assertThat(grown).as(said).hasSize(5).anyMatch(bytes -> bytes < OpenSslEndings.EACH * ONE);
    } finally {
      child.destroyForcibly();
    }
  }
}

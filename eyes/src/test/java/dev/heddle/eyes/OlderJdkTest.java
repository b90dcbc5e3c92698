package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.eyes.Finding.Kind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// JDK 17, where there are no virtual threads.
class OlderJdkTest {
  private static final Path JDKS = Path.of("/usr/lib/jvm");
  private static final Path SOURCES = Path.of("src/test/java/dev/heddle/eyes");

  @Test
  void ownersAreNamedOnJdk17(@TempDir Path classes) throws Exception {
    Path home = jdk17();
    assumeTrue(home != null, "no JDK 17 on this machine");
    int result =
        Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
            .run(
                null,
                null,
                null,
                "--release",
                "17",
                "-d",
                classes.toString(),
                SOURCES.resolve("Faults.java").toString(),
                SOURCES.resolve("Healthy.java").toString());
    assertThat(result).isZero();
    try (ChildJvm child =
            ChildJvm.start(
                home,
                classes.toString(),
                List.of(),
                "platform",
                "locks",
                "readers",
                "joins",
                "mixed");
        Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), Depth.OWNERS, 1 << 24)) {
      Report report = watcher.look(Duration.ofMillis(100));
      for (int i = 0; i < 40 && deadlocks(report) < 4; i++) {
        report = watcher.look(Duration.ofMillis(100));
      }
      assertThat(deadlocks(report)).isEqualTo(4);
      assertThat(report.version()).startsWith("17.");
    }
  }

  private static long deadlocks(Report report) {
    return report.findings().stream().filter(f -> f.kind() == Kind.DEADLOCK).count();
  }

  private static Path jdk17() throws IOException {
    if (!Files.isDirectory(JDKS)) {
      return null;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(JDKS, "*17*")) {
      for (Path home : all) {
        if (Files.isExecutable(home.resolve("bin/java"))) {
          return home;
        }
      }
    }
    return null;
  }
}

package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.eyes.Finding.Kind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// JDK 17, where there are no virtual threads.
class OlderJdkTest {
  private static final Path JDKS = Path.of("/usr/lib/jvm");
  private static final Path SOURCES = Path.of("src/test/java/dev/heddle/eyes");

  @TempDir private Path classes;

  @Test
  void ownersAreNamed() throws Exception {
    try (ChildJvm child = start("locks", "readers", "joins", "mixed", "pools");
        Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), Depth.OWNERS, 1 << 24)) {
      Report report = watcher.look(Duration.ofMillis(100));
      for (int i = 0; i < 40 && deadlocks(report) < 5; i++) {
        report = watcher.look(Duration.ofMillis(100));
      }
      assertThat(deadlocks(report)).isEqualTo(5);
      assertThat(report.version()).startsWith("17.");
    }
  }

  /// Until JDK 23, such threads wake now and then to see whether the monitor is free.
  @ParameterizedTest
  @EnumSource(names = {"DUMP", "OWNERS"})
  void eachLookFindsThreadsThatWaitForEachOthersMonitors(Depth depth) throws Exception {
    try (ChildJvm child = start("monitors");
        Watcher watcher = Watcher.of(new JvmTarget(child.pid(), ""), depth, 1 << 24)) {
      for (int i = 0; i < 40 && deadlocks(watcher.look(Duration.ofMillis(20))) == 0; i++) {}
      for (int i = 0; i < 5; i++) {
        assertThat(deadlocks(watcher.look(Duration.ofMillis(500)))).isOne();
      }
    }
  }

  @Test
  void threadsThatNothingCanWakeAreFound() throws Exception {
    try (ChildJvm child = start("lost")) {
      assertThat(EndsTest.names(EndsTest.ends(child, Depth.DUMP)))
          .contains("lost-future", "lost-queue", "lost-park", "lost-last")
          .allMatch(name -> name.startsWith("lost-"));
    }
  }

  private ChildJvm start(String... faults) throws IOException {
    Path home = jdk17();
    assumeTrue(home != null, "no JDK 17 on this machine");
    List<String> arguments = new ArrayList<>(List.of("--release", "17", "-d", classes.toString()));
    for (String name : List.of("Faults", "Healthy", "LostAndKept")) {
      arguments.add(SOURCES.resolve(name + ".java").toString());
    }
    int result =
        Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(result).isZero();
    return ChildJvm.start(
        home,
        classes.toString(),
        List.of(),
        Stream.concat(Stream.of("platform"), Stream.of(faults)).toArray(String[]::new));
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

package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// A JDK that is older than the one of the build, if this machine has it: below `/usr/lib/jvm`, or
/// where the variable `JDK_21` (or another number) says.
final class OlderJdk {
  private static final Path JDKS = Path.of("/usr/lib/jvm");
  private static final Path SOURCES = Path.of("src/test/java/dev/heddle/eyes");

  private OlderJdk() {}

  /// Starts [Faults] on it; skips the test without it.
  ///
  /// @param classes a folder for the program
  /// @param kind of threads
  static ChildJvm start(
      int release, Path classes, List<String> options, String kind, String... faults)
      throws IOException {
    Path home = home(release);
    assumeTrue(home != null, "no JDK " + release + " on this machine");
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
        options,
        Stream.concat(Stream.of(kind), Stream.of(faults)).toArray(String[]::new));
  }

  private static Path home(int release) throws IOException {
    String named = System.getenv("JDK_" + release);
    if (named != null) {
      return Path.of(named);
    }
    if (!Files.isDirectory(JDKS)) {
      return null;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(JDKS, "*" + release + "*")) {
      for (Path home : all) {
        if (Files.isExecutable(home.resolve("bin/java"))) {
          return home;
        }
      }
    }
    return null;
  }
}

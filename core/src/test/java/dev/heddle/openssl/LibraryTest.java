package dev.heddle.openssl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.RequiresOpenSsl;
import dev.heddle.program.WithOpenSsl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// JVMs in which OpenSSL can be used, and in which it cannot: those say why, each time.
class LibraryTest {
  private static final String ALLOW = "--enable-native-access=ALL-UNNAMED";

  @TempDir Path folder;

  @Test
  @RequiresOpenSsl
  void theLibraryOfTheSystemIsUsed() throws Exception {
    assertThat(run(ALLOW)).containsExactly("there", "there");
  }

  @Test
  void aFolderWithoutTheLibraryIsNamed() throws Exception {
    assertThat(run(ALLOW, "-D" + Library.FOLDER + "=" + folder))
        .hasSize(2)
        .allMatch(line -> line.startsWith("missing: OpenSSL 3.0 or newer is needed: no " + folder))
        .allMatch(line -> line.endsWith("by -Dheddle.openssl=FOLDER"));
  }

  @Test
  void aFileThatIsNoLibraryIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("libssl.so.3"), "no library");
    assertThat(run(ALLOW, "-D" + Library.FOLDER + "=" + folder))
        .filteredOn(line -> line.startsWith("missing")) // the JVM warns of the file, too
        .hasSize(2)
        .allMatch(line -> line.contains("no " + file + " that can be loaded"));
  }

  @Test
  void deniedNativeAccessIsNamedWithTheOption() throws Exception {
    assertThat(run("--illegal-native-access=deny"))
        .hasSize(2)
        .containsOnly(
            "missing: OpenSSL cannot be called: the JVM denies native access; this option allows"
                + " it: --enable-native-access=ALL-UNNAMED");
  }

  private static List<String> run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(WithOpenSsl.class.getName());
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(said).isZero();
      return said.lines().toList();
    } finally {
      child.destroyForcibly();
    }
  }
}

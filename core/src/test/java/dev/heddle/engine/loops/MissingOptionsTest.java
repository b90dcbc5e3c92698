package dev.heddle.engine.loops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.Engine;
import dev.heddle.program.WithoutOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// JVMs that lack an option: each engine says which one, or does without and says so once.
class MissingOptionsTest {
  private static final String DENY = "--illegal-native-access=deny";
  private static final String OPENS = "--add-opens=java.base/java.lang=ALL-UNNAMED";
  private static final String DENIED =
      "the JVM denies native access; this option allows it: --enable-native-access=";

  @BeforeEach
  void needsLinux() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "native calls are for Linux");
  }

  @Test
  void loopsUseNioAndNameTheOptionWhenNativeAccessIsDenied() throws Exception {
    List<String> said = run(List.of(DENY, OPENS), "AUTO");
    assertThat(said).filteredOn("answered: hello"::equals).hasSize(2);
    assertThat(said)
        .filteredOn(line -> line.contains("loops use"))
        .singleElement()
        .asString()
        .endsWith("loops use NIO: io_uring and epoll are unavailable: " + DENIED + "ALL-UNNAMED");
  }

  @Test
  void insistingOnAPollerFailsEachTimeWithTheOption() throws Exception {
    assertThat(run(List.of(DENY, OPENS), "URING"))
        .containsOnly("refused: io_uring is unavailable: " + DENIED + "ALL-UNNAMED")
        .hasSize(2);
    assertThat(run(List.of(DENY, OPENS), "EPOLL"))
        .containsOnly("refused: epoll is unavailable: " + DENIED + "ALL-UNNAMED")
        .hasSize(2);
  }

  @Test
  void loopsNameTheOptionThatTheyCannotDoWithout() throws Exception {
    assertThat(run(List.of(), "NIO"))
        .containsOnly(
            "refused: the loops engine needs this JVM option: "
                + "--add-opens java.base/java.lang=ALL-UNNAMED");
  }

  @Test
  void virtualThreadsDoWithoutTheirOptionAndSayOnceWhichItIs() throws Exception {
    List<String> said = run(List.of(), "virtual");
    assertThat(said).filteredOn("answered: hello"::equals).hasSize(2);
    assertThat(said)
        .filteredOn(line -> line.contains("virtual threads use"))
        .singleElement()
        .asString()
        .endsWith("needs this JVM option: --add-opens java.base/sun.nio.ch=ALL-UNNAMED");
  }

  @Test
  void onTheModulePathOptionsNameTheModule() throws Exception {
    Path core = Path.of(Engine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assumeTrue(
        !Files.isDirectory(core) || Files.exists(core.resolve("module-info.class")),
        "compiled without a module");
    List<String> asModule = List.of(DENY, "-p", core.toString(), "--add-modules", "dev.heddle");
    assertThat(run(asModule, "NIO"))
        .containsOnly(
            "refused: the loops engine needs this JVM option: "
                + "--add-opens java.base/java.lang=dev.heddle");
    var withOpens = new ArrayList<>(asModule);
    withOpens.add("--add-opens=java.base/java.lang=dev.heddle");
    assertThat(run(withOpens, "EPOLL"))
        .containsOnly("refused: epoll is unavailable: " + DENIED + "dev.heddle");
  }

  private static List<String> run(List<String> options, String argument) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(WithoutOptions.class.getName(), argument));
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

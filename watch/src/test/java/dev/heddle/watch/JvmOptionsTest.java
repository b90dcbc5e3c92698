package dev.heddle.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the options of a JVM make possible, and what is said of the rest.
class JvmOptionsTest {
  private static final List<String> OPENED =
      List.of(
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.vm=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

  /// What a JVM with [Faults] in it prints, up to the text.
  private static String printed(List<String> options, String kind, String upTo) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Faults.class.getName(), kind));
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader out = child.inputReader()) {
      var text = new StringBuilder();
      for (String line; text.indexOf(upTo) < 0 && (line = out.readLine()) != null; ) {
        text.append(line).append('\n');
      }
      return text.toString();
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void withThePackagesOpenNoAgentIsLoaded() throws IOException {
    assertThat(printed(OPENED, "virtual", "\"locks-2\" (virtual) at"))
        .contains("\"locks-1\" (virtual) at")
        .contains("deadlock: 2 threads")
        .doesNotContain("agent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:-EnableDynamicAgentLoading", "-XX:+DisableAttachMechanism"})
  void whereNoAgentMayBeLoadedPlatformThreadsAreSeenAndTheRestIsSaid(String option)
      throws IOException {
    assertThat(printed(List.of(option), "platform", "\"locks-2\" at"))
        .containsOnlyOnce("virtual threads are not seen")
        .contains(option)
        .contains(String.join(" ", OPENED))
        .contains("deadlock: 2 threads")
        .contains("\"locks-1\" at");
  }

  @Test
  void withNoOptionAnAgentIsLoadedOnce() throws IOException {
    assertThat(printed(List.of(), "virtual", "\"locks-2\" (virtual) at"))
        .contains("\"locks-1\" (virtual) at")
        .containsOnlyOnce("agent has been loaded dynamically");
  }
}

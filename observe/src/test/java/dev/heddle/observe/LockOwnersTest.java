package dev.heddle.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockOwnersTest {

  /// Two watchdogs in a JVM with none of the options that the build gives its tests.
  static final class Watches {
    private Watches() {}

    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        Observer.start(List.of(), Duration.ofSeconds(1)).close();
      }
    }
  }

  @Test
  void aJVMThatHidesTheOwnersOfLocksIsLoggedOnce() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Watches.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(said).isZero();
      assertThat(said)
          .containsOnlyOnce("--add-opens java.base/java.util.concurrent.locks=ALL-UNNAMED");
    } finally {
      child.destroyForcibly();
    }
  }
}

package dev.heddle.engine.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkPollerTest {

  @ParameterizedTest
  @ValueSource(strings = {"blocking", "threads", "virtual"})
  void aVirtualThreadCanWaitForTheFirstTimeWhenDescriptorsHaveRunOut(String engine)
      throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
    String command =
        "ulimit -n 200; exec '%s' -cp '%s' %s %s"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                FirstWait.class.getName(),
                engine);
    Process child = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
    try {
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(said).isZero();
    } finally {
      child.destroyForcibly();
    }
  }
}

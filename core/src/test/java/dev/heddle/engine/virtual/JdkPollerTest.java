package dev.heddle.engine.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JdkPollerTest {

  @Test
  void aConnectionThatWaitsForTheFirstTimeWhenDescriptorsHaveRunOutWaits() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
    String command =
        "ulimit -n 200; exec '%s' -cp '%s' %s"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                FirstWait.class.getName());
    Process child = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
    try {
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(said).isZero();
    } finally {
      child.destroyForcibly();
    }
  }
}

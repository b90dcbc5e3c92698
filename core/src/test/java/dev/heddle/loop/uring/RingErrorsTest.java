package dev.heddle.loop.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Systems that deny io_uring: loops use another poller and log the reason once; a server that
/// insists on io_uring fails with the same reason.
class RingErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "425, 1, io_uring_setup: Operation not permitted",
    "425, 38, io_uring_setup: Function not implemented (it takes Linux 6.1)",
    "425, 22, io_uring_setup: Invalid argument (it takes Linux 6.1)",
    "425, 12, 'io_uring_setup: Cannot allocate memory (memory, or the limit of locked memory:"
        + " ulimit -l)'",
    "425, 24, io_uring_setup: Too many open files (the limit of descriptors: ulimit -n)",
    "427, 1, io_uring_register: Operation not permitted",
    "426, 1, io_uring_enter: Operation not permitted",
  })
  void aFilteredCallIsNamedOnceAndLoopsServeWithoutIt(int call, int error, String reason)
      throws Exception {
    assumeTrue(unlimited(), "this machine does not offer io_uring");
    List<String> said = run("", call, error);
    assertThat(said).contains("filter: 0 0");
    assertThat(said).filteredOn(line -> line.equals("answered: hello")).hasSize(2);
    assertThat(said)
        .filteredOn(line -> line.contains("loops use epoll"))
        .singleElement()
        .asString()
        .contains("io_uring is unavailable: " + reason);
    assertThat(said.getLast()).startsWith("insisted: io_uring is unavailable: " + reason);
  }

  @Test
  void loopsWorkWithoutLockedMemory() throws Exception {
    List<String> said = run("ulimit -l 0; ", 0, 0);
    assertThat(said).filteredOn(line -> line.equals("answered: hello")).hasSize(2);
    assertThat(said.getLast()).startsWith("insisted: ");
  }

  private static boolean unlimited() throws Exception {
    return run("", 0, 0).getLast().equals("insisted: RUNNING");
  }

  private static List<String> run(String before, int call, int error)
      throws IOException, InterruptedException {
    String command =
        before
            + "exec '%s' -XX:TieredStopAtLevel=1 --add-opens java.base/java.lang=ALL-UNNAMED"
                .formatted(Path.of(System.getProperty("java.home"), "bin", "java"))
            + " --enable-native-access=ALL-UNNAMED -cp '%s' %s %d %d"
                .formatted(
                    System.getProperty("java.class.path"), Refused.class.getName(), call, error);
    Process child = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
    try {
      String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(child.waitFor()).as(said).isZero();
      return said.lines().toList();
    } finally {
      child.destroyForcibly();
    }
  }
}

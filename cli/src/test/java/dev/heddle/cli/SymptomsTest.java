package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The guide's list of symptoms has the messages that Heddle prints.
class SymptomsTest {
  private static final Path PAGE = Path.of("../docs/guide/19-symptoms.md");

  private static void isOnThePage(Run run) throws IOException {
    assertThat(run.exitCode()).isNotZero();
    assertThat(Files.readString(PAGE)).contains("| Heddle | `" + run.err().strip() + "` |");
  }

  @Test
  void aPortInUse() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Run run = Run.heddle("serve", "echo", "--port", port, "--no-status");
      isOnThePage(new Run(run.exitCode(), "", run.err().replace(port, "7001")));
    }
  }

  @Test
  void anAddressOfAnotherMachine() throws IOException {
    isOnThePage(
        Run.heddle("serve", "echo", "--host", "192.0.2.1", "--port", "7001", "--no-status"));
  }

  @Test
  void nobodyListens() throws IOException {
    try (var port = new DeafPort()) {
      Run run = Run.heddle("connect", port.address());
      isOnThePage(new Run(run.exitCode(), "", run.err().replace(port.address(), "127.0.0.1:7999")));
    }
  }

  @Test
  void anUnknownName() throws IOException {
    isOnThePage(Run.heddle("connect", "nobody.invalid:7001"));
  }
}

package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.services.LineProtocol;
import dev.heddle.services.Numbers;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CheckTest {

  @Test
  void a_good_server_gets_all_points_and_exit_code_0() throws IOException {
    try (Server server = LineProtocol.server(() -> new Numbers(false)).start()) {
      Run run =
          Run.heddle(
              "check",
              ":" + server.port(),
              "--as",
              "numbers",
              "--rubric",
              "50,30,20",
              "--idle-timeout",
              "0");
      assertThat(run.out())
          .startsWith("behaviour\n  ok    doubles a number\n")
          .contains("did: sent \"12\\n\"\n", "saw: \"24\\n\"\n")
          .endsWith("total: 100 of 100 points\n");
      assertThat(run.exitCode()).isZero();
    }
  }

  @Test
  void what_is_wrong_is_told_with_what_was_expected() throws IOException {
    Handler wrong = connection -> connection.writeLine("yesterday");
    try (Server server = Server.builder(wrong).start()) {
      Run run = Run.heddle("check", ":" + server.port(), "--as", "daytime");
      assertThat(run.out())
          .contains("  FAIL  tells the time, unasked\n", "saw: \"yesterday\\n\"\n")
          .contains("expected: the time, as in");
      assertThat(run.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void nobody_there_is_told_in_one_line() throws IOException {
    try (var port = new DeafPort()) {
      Run run = Run.heddle("check", port.address(), "--as", "echo");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .isEqualTo(
              "heddle check: cannot connect to " + port.address() + ": Connection refused\n");
    }
  }
}

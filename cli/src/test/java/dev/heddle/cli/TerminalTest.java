package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.Handler;
import dev.heddle.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The command on a real terminal, which script(1) of Linux provides.
class TerminalTest {
  private static final String CURSOR_SHOWN = "25h";
  private static final String SCREEN_LEFT = "\u001B[?1049l";

  /// Greets, and then waits for the end.
  private static final Handler GREETS =
      connection -> {
        connection.writeText("hello\u001B[2J\n");
        connection.readLine();
      };

  @BeforeEach
  void needsScript() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no script(1) here");
  }

  private static String text(HeddleProcess heddle) throws Exception {
    return String.join("\n", heddle.rest());
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "HUP, 129", "INT, 130"})
  void aSignalThatEndsTopLeavesTheTerminalAsItWas(String signal, int exitCode) throws Exception {
    try (var server = HeddleProcess.start("serve", "echo:0", "--status-port", "0")) {
      String row = server.awaitListening().getLast();
      String address = ":" + HeddleProcess.port(row);
      try (var top = HeddleProcess.startOnTerminal("xterm", "top", "--status", address)) {
        top.awaitText("q quit");
        top.signalOnTerminal(signal);
        assertThat(text(top)).contains(CURSOR_SHOWN, SCREEN_LEFT);
        assertThat(top.exitCode()).isEqualTo(exitCode);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "HUP, 129"})
  void aSignalEndsConnectInOrder(String signal, int exitCode) throws Exception {
    try (Server server = Server.builder(GREETS).start();
        var heddle = HeddleProcess.startOnTerminal("xterm", "connect", ":" + server.port())) {
      heddle.awaitText("hello\\x1b[2J");
      heddle.signalOnTerminal(signal);
      assertThat(heddle.exitCode()).isEqualTo(exitCode);
    }
  }

  @Test
  void anUnknownTerminalCostsOneLine() throws Exception {
    try (Server server = Server.builder(GREETS).start();
        var heddle = HeddleProcess.startOnTerminal("nope", "connect", ":" + server.port())) {
      String before = heddle.awaitText("hello");
      assertThat(before.lines().toList().getFirst())
          .isEqualTo("heddle: unknown terminal type nope in TERM; using ansi");
      assertThat(before).doesNotContain("Exception");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"help serve", "lab", "lab sleep", "serve --foo", "--help", "help chat"})
  void aDumbTerminalGetsNoEscapeCodes(String arguments) throws Exception {
    try (var heddle = HeddleProcess.startOnTerminal("dumb", arguments.split(" "))) {
      assertThat(heddle.rest()).isNotEmpty().noneMatch(line -> line.contains("\u001B"));
    }
  }

  @Test
  void aDumbTerminalShowsPlainlyWhatAServerSays() throws Exception {
    try (Server server = Server.builder(GREETS).start();
        var heddle = HeddleProcess.startOnTerminal("dumb", "connect", ":" + server.port())) {
      assertThat(heddle.nextLine()).isEqualTo("hello\\x1b[2J");
    }
  }
}

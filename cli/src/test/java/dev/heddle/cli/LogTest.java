package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.cli.terminal.Log;
import dev.heddle.cli.terminal.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogTest {
  private static final System.Logger LOGGER = System.getLogger("dev.heddle.cli.test");

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  LogTest() {
    Log.show(LogLevel.info, new PrintStream(shown, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() throws IOException {
    LogManager.getLogManager().readConfiguration();
  }

  private List<String> lines() {
    return shown.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aPeerCannotWriteALineOfTheLog() {
    LOGGER.log(Level.INFO, "{0} has left", "ann\n05:00:00 error forged\r06:00:00 error forged");
    LOGGER.log(
        Level.ERROR,
        "the handler failed",
        new IOException("not a number: 1\n05:00:00 info forged"));
    assertThat(lines()).filteredOn(line -> line.matches("^\\d\\d:\\d\\d:\\d\\d .*")).hasSize(2);
    assertThat(lines()).contains("  05:00:00 info forged").anyMatch(line -> line.contains("\tat "));
  }

  @Test
  void aPeerCannotActOnTheTerminalThatShowsTheLog() {
    LOGGER.log(Level.INFO, "{0} has left", "\u001B]52;c;AAAA\u0007\u009B2J\u202E");
    LOGGER.log(Level.ERROR, "failed", new IOException("\u001B[31m"));
    assertThat(lines().getFirst()).endsWith(" info \\x1b]52;c;AAAA\\x07\\u009b2J\\u202e has left");
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .doesNotContain("\u001B")
        .contains("\\x1b[31m");
  }
}

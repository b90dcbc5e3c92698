package dev.heddle.cli;

import static dev.heddle.cli.Run.heddle;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearseTest {
  @Test
  void loadsAnEchoInTimeAndAsFastAsItAnswersAndReportsBoth(@TempDir Path directory) {
    Run run = heddle("rehearse", directory.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("offered/s").contains("no errors");
    assertThat(directory)
        .isDirectoryContaining("glob:**.html")
        .isDirectoryContaining("glob:**.json");
  }

  @Test
  void isNotInTheHelp() {
    assertThat(heddle("help").out()).doesNotContain("rehearse");
  }
}

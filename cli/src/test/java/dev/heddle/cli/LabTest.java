package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabTest {

  @Test
  void withoutAPatternItListsThemWithALineEach() {
    Run run = Run.heddle("lab");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).first().isEqualTo("pattern            shows");
    assertThat(run.out())
        .contains("sleep              threads that sleep")
        .contains("deadlock", "philosophers", "tcp-vs-udp", "c10k")
        .contains("\n\nstep-1 ")
        .doesNotContain(" \n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual"})
  void aPatternPrintsItsEventsAndThenDrawsThem(String threads) {
    Run run = Run.heddle("lab", "ring", "--members", "2", "--rounds", "1", "--threads", threads);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("ring (" + threads + " threads)\n0.")
        .contains("  member 1  has its turn, round 1\n", "  member 2  has its turn, round 1\n")
        .contains("2 turns, each in its order\n")
        .contains("# running  . sleeping")
        .containsPattern("\nthread +ran +slept +waited +for\nmember 1 ");
  }

  @Test
  void quietLeavesTheSummary() {
    Run run = Run.heddle("lab", "ring", "--rounds", "1", "--quiet");
    assertThat(run.out()).doesNotContain("has its turn").contains("3 turns");
  }

  @Test
  void aSeedFixesWhatIsLeftToChance() {
    Run run = Run.heddle("lab", "sleep", "--sleepers", "1", "--naps", "1", "--seed", "7");
    assertThat(Run.heddle("lab", "sleep", "--sleepers", "1", "--naps", "1", "--seed", "7").out())
        .contains(run.out().substring(run.out().indexOf("  slept"), run.out().indexOf(" ms")));
  }

  @Test
  void picturesAreWrittenToAPage(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("deadlock.html");
    Run run = Run.heddle("lab", "deadlock", "--quiet", "--html", page.toString());
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("deadlock: ann holds account 1 and waits for account 2, held by bob")
        .endsWith("pictures: " + page + "\n");
    assertThat(Files.readString(page))
        .startsWith("<!doctype html>")
        .contains("new Chart(canvas", "account 2");
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalEndsItAndLeavesWhatWasSeen(String signal, int exitCode) throws Exception {
    try (var lab = HeddleProcess.start("lab", "readers-writers", "--millis", "20000")) {
      while (!lab.nextLine().contains("writes after waiting")) {
        // Not there yet.
      }
      assertThat(lab.signal(signal).rest())
          .anyMatch(line -> line.contains("ends: interrupted"))
          .anyMatch(line -> line.startsWith("thread "));
      assertThat(lab.nextErrorLine()).isEqualTo("interrupted");
      assertThat(lab.exitCode()).isEqualTo(exitCode);
    }
  }
}

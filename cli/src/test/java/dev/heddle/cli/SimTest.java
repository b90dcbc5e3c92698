package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs in a process of its own: static state begins anew in each world only in classes that were
/// loaded in one.
class SimTest {

  @Test
  void withoutAnythingItListsWhatThereIs() {
    Run run = Run.heddle("sim");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("chat order             all members see the same messages in the same order\n")
        .contains("lab deadlock ");
  }

  @ParameterizedTest
  @CsvSource({"echo, 2", "chat, 5", "alert, 1", "game, 2"})
  void whatAServicePromisesHoldsUnderEachSeed(String service, int promises) {
    Run run = Run.heddle("sim", service, "--seeds", "20");
    assertThat(run.out().lines()).hasSize(promises).allMatch(line -> line.startsWith("ok "));
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aDeadlockIsToldAndDrawnAndItsPlanLeadsToItAgain(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("deadlock.html");
    Run run = Run.heddle("sim", "lab", "deadlock", "--seeds", "20", "--html", page.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("FAILED  made: 1 seed in")
        .contains("3 threads wait for ever")
        .contains("ann (#2), WAITING in ReentrantLock.lockInterruptibly")
        .contains("\nok      locks in order: 20 seeds")
        .contains("\ndrawing: " + page);
    assertThat(Files.readString(page)).contains("<th>ann (#2)</th>", "virtual time", "seed=1");

    Matcher plan = Pattern.compile("heddle sim lab deadlock made --plan '(.*)'").matcher(run.out());
    assertThat(plan.find()).isTrue();
    Run again = Run.heddle("sim", "lab", "deadlock", "made", "--plan", plan.group(1));
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.out()).contains("3 threads wait for ever").doesNotContain("locks in order");
  }

  @Test
  void theResultsOfAPatternAreCounted() {
    Run run = Run.heddle("sim", "lab", "ring", "--seeds", "30");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("      30  15 turns, each in its order (first: seed 1)");
  }

  @Test
  void theSimulatedTestsOfAFolderAreRun(@TempDir Path folder) throws IOException {
    Path type = folder.resolve("dev/heddle/cli/LosesUpdates.class");
    Files.createDirectories(type.getParent());
    try (var in = LosesUpdates.class.getResourceAsStream("LosesUpdates.class")) {
      Files.copy(in, type);
    }
    Run run = Run.heddle("sim", folder.toString());
    assertThat(run.out())
        .contains("ok      LosesUpdates.oneUpdate: 500 seeds")
        .contains("FAILED  LosesUpdates.twoUpdates: 500 seeds")
        .contains("expected: 2", "but was: 1", "replay:  seed=");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sim caht | heddle sim: unknown service, jar or folder caht; did you mean chat?",
        "sim chat odrer | heddle sim: unknown promise odrer; did you mean order?",
        "sim lab | heddle sim: lab needs a pattern: ",
        "sim chat --seeds 0 | heddle sim: --seeds must be at least 1: 0",
        "sim chat --strategy dice | heddle sim: ",
        "sim chat order --plan nonsense | heddle sim: not a plan: nonsense",
        "sim chat --plan seed=1 | heddle sim: --plan is for one kind of world",
        "sim chat --budget 0s | heddle sim: --budget must be more than 0",
        "sim src --plan seed=1 | heddle sim: for tests there is only --seeds"
      })
  void wrongArgumentsAreToldInOneLine(String line) {
    String[] parts = line.split(" \\| ");
    Run run = Run.heddle(parts[0].split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith(parts[1]);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aFolderWithoutTestsIsToldSo(@TempDir Path folder) {
    Run run = Run.heddle("sim", folder.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("has no method that is @Simulated");
  }
}

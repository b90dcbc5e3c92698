package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
  private static final Path SCRIPT = Path.of("/usr/bin/script");

  @Test
  void withoutAnythingItListsWhatThereIs() {
    Run run = Run.heddle("sim");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("chat order             all members see the same messages in the same order\n")
        .contains("lab deadlock ");
  }

  @ParameterizedTest
  @CsvSource({"echo, 2", "chat, 6", "alert, 1", "game, 2"})
  void whatAServicePromisesHoldsUnderEachSeed(String service, int promises) {
    Run run = Run.heddle("sim", service, "--seeds", "20");
    assertThat(run.out().lines()).hasSize(promises).allMatch(line -> line.startsWith("ok "));
    assertThat(run.err()).isEmpty();
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

    Run again = Run.heddle(again(run, "sim", "lab", "deadlock", "made"));
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.out()).contains("3 threads wait for ever").doesNotContain("locks in order");
  }

  /// The arguments that make a run again, which begin with these, as it has told them.
  private static String[] again(Run run, String... command) {
    String line = "heddle " + Pattern.quote(String.join(" ", command)) + " --plan '(.*)'";
    Matcher plan = Pattern.compile(line).matcher(run.out());
    assertThat(plan.find()).as(run.out()).isTrue();
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--plan", plan.group(1)));
    return words.toArray(String[]::new);
  }

  @Test
  void theResultsOfAPatternAreCounted() {
    Run run = Run.heddle("sim", "lab", "ring", "--seeds", "30");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("      30  15 turns, each in its order (first: seed 1)");
  }

  @Test
  void whatHoldsLeavesNoFile(@TempDir Path folder) {
    String page = folder.resolve("ring.html").toString();
    String file = folder.resolve("run.txt").toString();
    Run run = Run.heddle("sim", "lab", "ring", "--seeds", "1", "--html", page, "--save", file);
    assertThat(run.exitCode()).isZero();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theSimulatedTestsOfAFolderAreRun(@TempDir Path folder) throws IOException {
    give(LosesUpdates.class, folder);
    Run run = Run.heddle("sim", folder.toString());
    assertThat(run.out())
        .contains("ok      LosesUpdates.oneUpdate: 500 seeds")
        .contains("FAILED  LosesUpdates.twoUpdates: ")
        .contains("expected: 2", "but was: 1");
    assertThat(run.exitCode()).isEqualTo(1);

    Run again = Run.heddle(again(run, "sim", folder.toString(), "LosesUpdates.twoUpdates"));
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.out()).contains("but was: 1").doesNotContain("oneUpdate: ");
  }

  @Test
  void aSavedRunStandsStillBeforeAStepUntilEnter(@TempDir Path folder) throws Exception {
    String run = folder.resolve("run.txt").toString();
    assertThat(Run.heddle("sim", "lab", "deadlock", "--save", run).out()).contains("saved: " + run);
    try (var sim = HeddleProcess.start("sim", "replay", run, "--stop-at", "2")) {
      assertThat(sim.awaitText("press Enter"))
          .contains("the world is paused before step 2", " (#2)\n", " at Deadlocks.")
          .containsPattern("heddle threads \\d+ ")
          .contains("HEDDLE_JAVA_OPTS=-agentlib:jdwp=")
          .doesNotContain("FAILED");
      sim.type("\n");
      assertThat(sim.rest()).anyMatch(line -> line.startsWith("FAILED  made: 1 seed"));
      assertThat(sim.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void aSignalEndsAWorldThatStandsStill(@TempDir Path folder) throws Exception {
    Path run = Files.writeString(folder.resolve("run.txt"), "lab\ndeadlock\nmade\nseed=1\n");
    try (var sim = HeddleProcess.start("sim", "replay", run.toString(), "--stop-at", "1")) {
      sim.awaitText("press Enter");
      sim.signal("TERM");
      assertThat(sim.awaitError("interrupted")).isEqualTo("interrupted before step 1");
      assertThat(sim.exitCode()).isEqualTo(143);
    }
  }

  @Test
  void aRunThatEndsBeforeTheStepIsToldSo(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("run.txt"), "# a run\nlab\nring\nseed=1\n");
    Run run = Run.heddle("sim", "replay", file.toString(), "--stop-at", "1000000");
    assertThat(run.err()).isEqualTo("--stop-at 1000000: the run ended before this step\n");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  private static void give(Class<?> type, Path folder) throws IOException {
    Path file = folder.resolve(type.getName().replace('.', '/') + ".class");
    Files.createDirectories(file.getParent());
    try (var in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
      Files.copy(in, file);
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalEndsItAndItSaysWhatHasFailed(String signal, int exitCode) throws Exception {
    try (var sim = HeddleProcess.start("sim", "lab", "deadlock", "--seeds", "1000000000")) {
      sim.awaitText("FAILED  made: 1 seed in");
      assertThat(sim.signal(signal).rest())
          .anyMatch(line -> line.startsWith("replay:  heddle sim lab deadlock made --plan "))
          .noneMatch(line -> line.contains("\u001B") || line.startsWith("ok"));
      assertThat(sim.awaitError("interrupted"))
          .matches("interrupted after [\\d,]+ seeds; failed: lab deadlock made");
      assertThat(sim.exitCode()).isEqualTo(exitCode);
    }
  }

  @Test
  void aTerminalShowsHowFarTheTestsOfAFolderAreAndASignalEndsThem(@TempDir Path folder)
      throws Exception {
    assumeTrue(Files.isExecutable(SCRIPT), "there is no script(1) here");
    give(LosesUpdates.class, folder);
    String[] tests = {"sim", folder.toString(), "--seeds", "1000000000"};
    try (var sim = HeddleProcess.startOnTerminal("xterm", tests)) {
      sim.awaitText("LosesUpdates.oneUpdate: ");
      sim.awaitText(" of 1,000,000,000 seeds, ");
      sim.signalOnTerminal("INT");
      assertThat(String.join("\n", sim.rest()))
          .contains("ended   LosesUpdates.oneUpdate: ")
          .contains("interrupted after");
      assertThat(sim.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void aSecondSignalDoesNotWaitForAWorldThatNeverEnds(@TempDir Path folder) throws Exception {
    give(NeverEnds.class, folder);
    try (var sim = HeddleProcess.start("sim", folder.toString())) {
      sim.awaitText("has begun");
      assertThat(sim.signalUntilItEnds("INT")).isEqualTo(130);
      assertThat(sim.complaints()).contains("aborted");
    }
  }

  @Test
  void aTerminalShowsHowFarItIs() throws Exception {
    assumeTrue(Files.isExecutable(SCRIPT), "there is no script(1) here");
    String[] echo = {"sim", "echo", "--seeds", "1000000000"};
    try (var sim = HeddleProcess.startOnTerminal("xterm", echo)) {
      sim.awaitText(" of 1,000,000,000 seeds, ");
      sim.awaitText("/s, 0 failed; Ctrl-C ends and reports");
      sim.signalOnTerminal("INT");
      assertThat(sim.rest())
          .anyMatch(line -> line.contains("ended   "))
          .anyMatch(line -> line.matches(".*interrupted after [\\d,]+ seeds; failed: none"));
      assertThat(sim.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void aDumbTerminalShowsNothingButResults() throws Exception {
    assumeTrue(Files.isExecutable(SCRIPT), "there is no script(1) here");
    try (var sim = HeddleProcess.startOnTerminal("dumb", "sim", "lab", "ring", "--seeds", "300")) {
      assertThat(sim.rest())
          .anyMatch(line -> line.startsWith("ok      ring: 300 seeds"))
          .noneMatch(line -> line.contains(" of 300 seeds") || line.contains("\u001B"));
    }
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
        "sim chat order --stop-at 3 | heddle sim: --stop-at requires --plan",
        "sim chat order --plan seed=1 --stop-at 0 | heddle sim: --stop-at must be at least 1: 0",
        "sim replay | heddle sim: replay needs one file",
        "sim replay missing.txt | heddle sim: replay: cannot read missing.txt: ",
        "sim replay /dev/zero | heddle sim: replay: /dev/zero has more than 64 MiB",
        "sim chat --budget 0s | heddle sim: --budget must be more than 0",
        "sim src --plan seed=1 | heddle sim: --plan is for one kind of world"
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
    assertThat(run.err()).contains("has no @Simulated method");
    Run chosen = Run.heddle("sim", folder.toString(), "Some.thing");
    assertThat(chosen.err()).contains("has no @Simulated method called Some.thing");
  }
}

package dev.heddle.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.load.Run;
import dev.heddle.load.Sample;
import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

  @Test
  void ofSeveralNumbersOfConnectionsItSaysWhichToChooseForEach() {
    List<RunFigures> runs = List.of(run(100, 9), run(500, 9));
    assertThat(
            Verdict.ofConnections(
                runs, (target, count) -> count < 500 || target.name().equals("a")))
        .containsExactly(
            "for 100 connections: choose b: b uses 0.63× [0.63 0.63] the CPU of a, the next",
            "for 500 connections: choose a",
            "memory per connection, of 500: a 2.00 KiB");
    assertThat(Verdict.ofConnections(runs, (target, count) -> false))
        .containsExactly(
            "for 100 connections: no target kept them", "for 500 connections: no target kept them");
  }

  @Test
  void anErrorOutsideOfTheSlicesDoesNotKeepARateFromHolding() {
    var tally = new Tally(false, new Timeline(0, 100_000_000));
    for (int i = 0; i < 100; i++) {
      tally.countSent();
      tally.answered(i, i, i + 1_000_000L);
    }
    var sample = new Sample(0, 0.1, 1000, tally, 0L, 0, 0);
    Run.OfTarget usual = Samples.target("a", 10, 1);
    var around = new Tally(false, new Timeline(0, 100_000_000));
    around.error(ErrorKind.TIMED_OUT, 1, "connecting");
    var target =
        new Run.OfTarget(usual.target(), 17L, 100, 100, around, usual.memory(), List.of(sample));
    List<RunFigures> runs = List.of(RunFigures.of(new Run(100, 1000, List.of(target))));
    assertThat(Verdict.ofSearch(runs, Threshold.parse("p99<5ms")).getFirst())
        .startsWith("a kept up with 1,000 requests/s");
    assertThat(Verdict.ofRates(runs, 1).getFirst()).startsWith("a kept up with 1,000 requests/s");
  }

  @Test
  void withoutAnAnswerTheVerdictNamesNoLatency() {
    var none = new Tally(false, new Timeline(0, 100_000_000));
    none.error(ErrorKind.TIMED_OUT, 1, "got nothing");
    assertThat(Verdict.of(RunFigures.of(runOf(none)), 1).getFirst())
        .isEqualTo("a: 0 answers/s, 1 errors");
    String text = TextReport.of(Samples.report(List.of(runOf(none))));
    assertThat(text).containsPattern("\na +0 +- +- +- +- +- +1\n");
  }

  @Test
  void aLatencyOfLateAnswersOnlyIsInTheVerdictAndInTheTables() {
    var late = new Tally(false, new Timeline(0, 100_000_000));
    late.late(0, 0, 3_000_000_000L, "late");
    assertThat(Verdict.of(RunFigures.of(runOf(late)), 1).getFirst())
        .isEqualTo("a: 0 answers/s, p50 3.00 s, p99 3.00 s, 1 errors");
    Report report = Samples.report(List.of(runOf(late)));
    assertThat(TextReport.of(report))
        .containsPattern("\na +0 +- +3.00 s +3.00 s +3.00 s +3.00 s +1\n");
    assertThat(MarkdownReport.of(report))
        .contains("| a | 0 | – | 3.00 s | 3.00 s | 3.00 s | 3.00 s | 1 |");
  }

  private static Run runOf(Tally tally) {
    Run.OfTarget usual = Samples.target("a", 10, 1);
    var sample = new Sample(0, 0.1, 0, tally, 0L, 0, 0);
    var target =
        new Run.OfTarget(
            usual.target(), 17L, 100, 100, usual.around(), usual.memory(), List.of(sample));
    return new Run(100, 0, List.of(target));
  }

  @Test
  void tooFewRoundsChooseNothing() {
    assertThat(Verdict.ofConnections(List.of(run(100, 3)), (target, count) -> true).getFirst())
        .isEqualTo(
            "for 100 connections: b used the least CPU, but there are not enough rounds for a"
                + " verdict: at least nine are needed");
  }

  @Test
  void aServerThatGaveNoAnswerInASliceIsNotComparedWithOthers() {
    Run.OfTarget stalled = Samples.target("b", 6.3, 7);
    var samples = new ArrayList<>(stalled.samples());
    samples.set(3, new Sample(0, 0.1, 0, new Tally(false, new Timeline(0, 100_000_000)), 0L, 0, 0));
    var target =
        new Run.OfTarget(
            stalled.target(), 17L, 100, 100, stalled.around(), stalled.memory(), samples);
    var run = RunFigures.of(new Run(100, 0, List.of(Samples.target("a", 10, 7), target)));
    assertThat(Verdict.ofConnections(List.of(run), (any, count) -> true).getFirst())
        .isEqualTo("for 100 connections: choose a");
    var alone = RunFigures.of(new Run(100, 0, List.of(target)));
    assertThat(Verdict.ofConnections(List.of(alone), (any, count) -> true).getFirst())
        .startsWith("for 100 connections: the CPU for an answer is not known in each slice; b ");
  }

  @Test
  void thereIsNoVerdictOnSpeedWhenTheGeneratorWasTheBottleneck() {
    var run =
        RunFigures.of(
            new Run(100, 0, List.of(Samples.target("a", 10, 9), Samples.target("b", 6.3, 9))));
    assertThat(Verdict.of(run, 1)).noneMatch(sentence -> sentence.contains("no verdict"));
    int noLanes = 0; // any use of a processor is then all that it can use
    assertThat(Verdict.of(run, noLanes))
        .contains(
            "b uses 0.63× [0.63 0.63] the CPU of a for an answer",
            "answers per second: no verdict on b and a: the generator was the bottleneck",
            "p99 latency: no verdict on b and a: the generator was the bottleneck");
  }

  @Test
  void stolenTimeIsReportedUnlessItIsLittle() {
    assertThat(Verdict.of(stolen(0.123), 1).getLast())
        .isEqualTo(
            "the hypervisor gave others up to 12 % of this virtual machine's processor time (steal);"
                + " the latencies include that");
    assertThat(Verdict.of(stolen(0.004), 1)).noneMatch(sentence -> sentence.contains("steal"));
  }

  private static RunFigures stolen(double part) {
    return RunFigures.of(new Run(100, 0, List.of(Samples.target("a", 10, 3, part))));
  }

  @Test
  void memoryThatDidNotGrowIsNotReportedAsNegative() {
    Run.OfTarget seen = Samples.target("a", 10, 7);
    var shrunk =
        new Run.OfTarget(
            seen.target(),
            seen.pid(),
            100,
            100,
            seen.around(),
            new Run.Memory(9000, 8000, 100, 3),
            seen.samples());
    var run = RunFigures.of(new Run(100, 0, List.of(shrunk)));
    assertThat(Verdict.ofConnections(List.of(run), (target, count) -> true))
        .noneMatch(sentence -> sentence.contains("memory"));
  }

  private static RunFigures run(int connections, int slices) {
    return RunFigures.of(
        new Run(
            connections,
            0,
            List.of(Samples.target("a", 10, slices), Samples.target("b", 6.3, slices))));
  }
}

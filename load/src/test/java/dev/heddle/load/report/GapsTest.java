package dev.heddle.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.load.Run;
import dev.heddle.load.Sample;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a report says of servers that answer in only some slices.
class GapsTest {
  private static final Run.OfTarget WHOLE = Samples.target("b", 10, 9);
  private static final Run.OfTarget DEAD = silentAfter(2, Samples.target("a", 10, 9));

  @Test
  void aServerThatDiesHalfwayIsNotCompared() {
    String why = ": a answered in 2 of 9 slices";
    assertThat(verdict(DEAD, WHOLE)).containsExactly("no comparison of b and a" + why);
    assertThat(verdict(WHOLE, DEAD)).containsExactly("no comparison of a and b" + why);
    assertThat(verdict(WHOLE, WHOLE)).noneMatch(line -> line.contains("no comparison"));
  }

  @Test
  void theReportsHaveTheSentence() {
    Report report = Samples.report(List.of(new Run(2, 0, List.of(DEAD, WHOLE))));
    String sentence = "no comparison of b and a: a answered in 2 of 9 slices";
    assertThat(TextReport.of(report)).startsWith(sentence);
    assertThat(MarkdownReport.of(report)).startsWith("- " + sentence);
  }

  @Test
  void ofThreeServersTheOthersAreCompared() {
    assertThat(verdict(WHOLE, DEAD, Samples.target("c", 5, 9)))
        .contains("no comparison of a and b: a answered in 2 of 9 slices")
        .anyMatch(line -> line.startsWith("c uses 0.50"));
  }

  @Test
  void aServerThatWasNotMeasuredIsNamed() {
    assertThat(verdict(WHOLE, Samples.target("c", 5, 0)))
        .containsExactly("no comparison of c and b: c was not measured");
  }

  @Test
  void aSliceWithoutCpuTimeKeepsCpuFromBeingCompared() {
    assertThat(verdict(WHOLE, withoutCpu(8, Samples.target("c", 10, 9))))
        .contains(
            "CPU per answer: no comparison of c and b: c has a known CPU time in 8 of 9 slices")
        .anyMatch(line -> line.startsWith("answers per second"));
  }

  @Test
  void conditionsThatCompareFailWhenOneServerAnswersInSomeSlicesOnly() {
    List<RunFigures> runs = List.of(figures(DEAD, WHOLE));
    for (String condition : List.of("p99>2*b", "mean>9*b", "rate<0.1*b")) {
      assertThat(Threshold.parse(condition).check(runs))
          .isEqualTo(
              new Threshold.Outcome(condition, false, "a: not known: a answered in 2 of 9 slices"));
    }
    assertThat(Threshold.parse("p99>2*a").check(runs).detail())
        .isEqualTo("b: not known: a answered in 2 of 9 slices");
    assertThat(Threshold.parse("rss/conn>2*b").check(runs).passed()).isTrue();
  }

  private static List<String> verdict(Run.OfTarget... targets) {
    return Verdict.of(figures(targets), 1);
  }

  private static RunFigures figures(Run.OfTarget... targets) {
    return RunFigures.of(new Run(2, 0, List.of(targets)));
  }

  private static Run.OfTarget silentAfter(int slices, Run.OfTarget target) {
    var samples = new ArrayList<Sample>();
    for (Sample sample : target.samples()) {
      Tally tally =
          samples.size() < slices ? sample.tally() : new Tally(false, new Timeline(0, 100_000_000));
      samples.add(new Sample(sample.startNanos(), 0.1, 0, tally, sample.cpuNanos(), 0, 0));
    }
    return with(target, samples);
  }

  private static Run.OfTarget withoutCpu(int slice, Run.OfTarget target) {
    var samples = new ArrayList<Sample>(target.samples());
    Sample idle = samples.get(slice);
    samples.set(slice, new Sample(idle.startNanos(), 0.1, 0, idle.tally(), 0L, 0, 0));
    return with(target, samples);
  }

  private static Run.OfTarget with(Run.OfTarget target, List<Sample> samples) {
    return new Run.OfTarget(
        target.target(),
        target.pid(),
        target.opened(),
        target.answered(),
        target.around(),
        target.memory(),
        samples);
  }
}

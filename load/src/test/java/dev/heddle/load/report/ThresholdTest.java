package dev.heddle.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.load.Run;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          p99>5.1ms           | true
          p99>4ms             | false
          p99 <= 5100us       | false
          p99.9>1s            | true
          max>=1s             | true
          errors>0            | false
          errors>1%           | true
          rate<10k            | false
          rate>10k            | true
          cpu/req > 1.1*first | false
          cpu/req > 1.3*a     | true
          cpu/req > first     | false
          rss/conn>2KiB       | true
          lag>1ms             | false
          """)
  void passesIfTheConditionHoldsForNoTarget(String condition, boolean passes) {
    // p99 5 ms and a bit, p99.9 and max below 1 s, 1 error in 1000, 10,000/s; b: 1.2 times the CPU
    // of a
    Figures a = Samples.figures("a", 10);
    Figures b = Samples.figures("b", 12);
    var run = new RunFigures(100, 0, List.of(a, b), List.of());
    assertThat(Threshold.parse(condition).check(List.of(run)).passed()).isEqualTo(passes);
  }

  @Test
  void saysWhichFigureDecided() {
    var run = new RunFigures(100, 0, List.of(Samples.figures("a", 10)), List.of());
    assertThat(Threshold.parse("p99>4ms").check(List.of(run)).detail()).isEqualTo("a: 5.00 ms");
    assertThat(Threshold.parse("cpu/req>1.1*b").check(List.of(run)))
        .isEqualTo(new Threshold.Outcome("cpu/req>1.1*b", false, "there is no target b"));
    assertThat(Threshold.parse("errors>0").check(List.of()).passed()).isFalse();
  }

  @Test
  void aLatencyWithoutAnAnswerPassesNothing() {
    Run.OfTarget silent = Samples.target("a", 10, 0);
    List<RunFigures> runs = List.of(RunFigures.of(new Run(100, 0, List.of(silent))));
    for (String condition : List.of("p99>5ms", "mean>1s", "max>1s")) {
      assertThat(Threshold.parse(condition).check(runs))
          .isEqualTo(new Threshold.Outcome(condition, false, "a: not known"));
    }
    assertThat(Threshold.parse("p99<5ms").holds(runs.getFirst().targets().getFirst())).isFalse();
  }

  @Test
  void knowsWhetherThereIsWhatItComparesWith() {
    assertThat(Threshold.parse("p99>5ms").hasBaseAmong(List.of("a"))).isTrue();
    assertThat(Threshold.parse("p99>2*first").hasBaseAmong(List.of("a"))).isTrue();
    assertThat(Threshold.parse("p99>2*a").hasBaseAmong(List.of("a"))).isTrue();
    assertThat(Threshold.parse("p99>soon").hasBaseAmong(List.of("a"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          p99           | 'p99' is not a condition; write p99>5ms, errors>0 or 'cpu/req > 1.1*first'
          p98>5ms       | unknown figure p98; there are mean, p50
          p99>5         | 'p99>5': write a time, as in p99>5ms
          errors>5ms    | 'errors>5ms': write a number, as in errors>10k
          rate>1%       | 'rate>1%': only errors may be in percent
          p99>1.2.3ms   | '1.2.3' is not a number
          rss/conn>1ms  | write bytes, as in rss/conn>10KiB
          """)
  void whatIsNoConditionIsRefused(String text, String message) {
    assertThatThrownBy(() -> Threshold.parse(text)).hasMessageContaining(message);
  }
}

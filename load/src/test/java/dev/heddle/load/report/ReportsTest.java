package dev.heddle.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.load.Run;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportsTest {

  @Test
  void theVerdictSaysWhatDiffersAndByHowMuch() {
    Report report = Samples.report(9);
    assertThat(report.verdict())
        .contains(
            "b uses 0.63× [0.63 0.63] the CPU of a for an answer",
            "p99 latency: no difference shown between b and a 1.00× [1.00 1.00]");
  }

  @Test
  void tooFewRoundsShowNothing() {
    assertThat(Samples.report(5).verdict().getFirst())
        .isEqualTo(
            "CPU per answer: no difference shown between b and a 0.63× [0.63 0.63]"
                + " (too few rounds: 5; nine are needed)");
  }

  @Test
  void textBeginsWithTheVerdictAndTheThresholds() {
    List<String> lines = TextReport.of(Samples.report(9)).lines().toList();
    assertThat(lines.get(0)).startsWith("b uses 0.63×");
    assertThat(lines).contains("✗ errors>0 (a: 9, b: 9)", "a note");
    assertThat(lines)
        .anyMatch(line -> line.matches("a +9,990 +10\\.4 µs +2\\.00 ms +5\\.00 ms .* 9"))
        .contains("a: 9 wrong, such as: expected <a>, got </script>");
  }

  @Test
  void jsonHasEverything() {
    JsonNode json = JsonMapper.shared().readTree(JsonReport.of(Samples.report(9)));
    JsonNode target = json.at("/runs/0/targets/1");
    assertThat(target.at("/name").asString()).isEqualTo("b");
    assertThat(target.at("/latency/p50").asDouble()).isBetween(1990.0, 2010.0);
    assertThat(target.at("/errors/wrong/count").asInt()).isEqualTo(9);
    assertThat(target.at("/memory/bytesPerConnection").asDouble()).isEqualTo(2048);
    assertThat(target.at("/slices").size()).isEqualTo(9);
    assertThat(target.at("/uncorrected").isNull()).isTrue();
    assertThat(json.at("/runs/0/ratios/0/figure").asString()).isEqualTo("CPU");
    assertThat(json.at("/checks/0/passed").asBoolean()).isFalse();
  }

  @Test
  void markdownHasTheVerdictAndTablesInWhichDifferencesAreBold() {
    List<String> lines = MarkdownReport.of(Samples.report(9)).lines().toList();
    assertThat(lines)
        .contains(
            "- b uses 0.63× [0.63 0.63] the CPU of a for an answer",
            "- ❌ errors>0 (a: 9, b: 9)",
            "| 100 connections | b ÷ a | **0.63× [0.63 0.63]** | 1.00× [1.00 1.00] | 1.00× [1.00"
                + " 1.00] | 1.00× [1.00 1.00] |",
            "| 100 connections | a | 9,990 | 10.4 µs | 2.00 ms | 5.00 ms | 5.00 ms | 5.00 ms | 9 |",
            "`heddle load a b`");
    assertThat(lines).noneMatch(line -> line.contains("<script"));
    int heading = lines.indexOf("| load |  | CPU per answer | answers/s | p50 | p99 |");
    assertThat(lines.get(heading - 1)).isEmpty();
    assertThat(lines.get(heading + 1)).isEqualTo("| :-- | :-- | --: | --: | --: | --: |");
  }

  @Test
  void markdownIsNotFormattedByWhatAServerSays() {
    List<Run> runs = List.of(new Run(100, 0, List.of(Samples.target("a|<b>`c", 10, 9))));
    assertThat(MarkdownReport.of(Samples.report(runs))).contains("| a\\|&lt;b>\\`c |");
  }

  @Test
  void thePageNeedsNothingFromElsewhere() {
    String page = HtmlReport.of(Samples.report(9));
    assertThat(page)
        .contains("Chart.js v4", "b uses 0.63×", "got \\u003c/script>")
        .doesNotContain("@CHART@", "@DATA@", "@SCRIPT@", "src=", "href=", "got </script>");
  }

  @Test
  void theLogIsReadByTheToolsOfItsKind() {
    var bytes = new ByteArrayOutputStream();
    var run = new Run(100, 0, List.of(Samples.target("a b", 10, 2)));
    HdrLog.write(List.of(run), 1_700_000_000_000L, new PrintStream(bytes, true));
    String text = bytes.toString(StandardCharsets.UTF_8);
    var reader = new HistogramLogReader(new ByteArrayInputStream(bytes.toByteArray()));
    long count = 0;
    for (EncodableHistogram next; (next = reader.nextIntervalHistogram()) != null; ) {
      assertThat(next.getTag()).isEqualTo("a_b");
      count += ((Histogram) next).getTotalCount();
    }
    assertThat(count).as(text).isEqualTo(2 * 999);
    assertThat(reader.getStartTimeSec()).isEqualTo(1_700_000_000.0);
  }
}

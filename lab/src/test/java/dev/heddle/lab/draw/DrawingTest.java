package dev.heddle.lab.draw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.lab.Chart;
import dev.heddle.lab.record.Gauge;
import dev.heddle.lab.record.Note;
import dev.heddle.lab.record.Recording;
import dev.heddle.lab.record.Span;
import dev.heddle.lab.record.ThreadActivity;
import dev.heddle.lab.record.ThreadKind;
import dev.heddle.lab.record.Track;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrawingTest {
  private static final long MS = 1_000_000;

  static final Recording RECORDING =
      new Recording(
          "on <a> lock",
          ThreadKind.PLATFORM,
          100 * MS,
          List.of(
              new Track(
                  "ann",
                  List.of(
                      new Span(ThreadActivity.RUNNING, "", 0, 50 * MS),
                      new Span(ThreadActivity.BLOCKED, "a & b", 50 * MS, 100 * MS))),
              new Track("bob", List.of(new Span(ThreadActivity.SLEEPING, "", 25 * MS, 75 * MS)))),
          List.of(new Note(10 * MS, "ann", "says \"hi\"")),
          List.of(
              new Gauge("fill", List.of(new Gauge.Reading(0, 1), new Gauge.Reading(51 * MS, 2)))),
          List.of(
              new Chart(
                  "Latency",
                  List.of("1", "2", "4"),
                  List.of(
                      new Chart.Series("fast", List.of(1.0, 1.0, 2.0)),
                      new Chart.Series("gone", List.of())))),
          List.of("ann holds a"),
          List.of("done"),
          false);

  @Test
  void aTimeLineHasARowForEachThreadAndAColumnForEachMoment() {
    assertThat(TextPicture.of(RECORDING, new TextStyle(47, false, false)))
        .startsWith(
            "      0                                 100 ms",
            "ann   ####################BBBBBBBBBBBBBBBBBBBB",
            "bob             ....................",
            "fill  5555555555555555555599999999999999999999",
            "      # running  . sleeping  B blocked");
  }

  @Test
  void onATerminalItHasSymbolsAndColoursAndTheSameWidth() {
    String ann = TextPicture.of(RECORDING, new TextStyle(47, true, true)).get(1);
    assertThat(ann).contains("\033[32m████").contains("\033[31m▒▒▒▒");
    assertThat(ann.replaceAll("\033\\[[0-9]*m", "")).hasSize(46);
  }

  @Test
  void nothingIsWiderThanTheTerminal() {
    for (int width : new int[] {40, 80, 200}) {
      assertThat(TextPicture.of(RECORDING, new TextStyle(width, true, false)))
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
    }
  }

  @Test
  void totalsShowWhatEachThreadWaitedFor() {
    assertThat(Totals.of(RECORDING))
        .contains(
            List.of("ann", "50 ms", "0 ms", "50 ms", "a & b 50 ms"),
            List.of("bob", "0 ms", "50 ms", "0 ms", ""));
  }

  @Test
  void timesAreWrittenAsPeopleReadThem() {
    assertThat(Time.text(1_256_000_000L)).isEqualTo("1.25 s");
    assertThat(Time.text(320 * MS)).isEqualTo("320 ms");
    assertThat(Time.text(MS / 2)).isEqualTo("0.5 ms");
    assertThat(Time.clock(1_042_900_000L)).isEqualTo("1.042");
    assertThat(Figure.text(0.07)).isEqualTo("0.07");
  }
}

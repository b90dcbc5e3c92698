package dev.heddle.lab.draw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.http.testing.Browser;
import dev.heddle.lab.record.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/// The page, in a real browser.
class PageTest {
  private static Browser browser;

  @TempDir Path folder;

  @BeforeAll
  static void starts() {
    browser = new Browser();
  }

  @AfterAll
  static void quits() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void opens() throws IOException {
    open(DrawingTest.RECORDING);
  }

  @Test
  void textIsShownAsItIs() {
    assertThat(browser.script("return document.title")).isEqualTo("a<b · heddle lab");
    assertThat(texts("h1, h1 + p")).containsExactly("a<b", "c & </script> @CHART@ d");
    assertThat(texts("h2")).containsExactly("on <a> lock");
    assertThat(texts(".faint, .alarm, li"))
        .containsExactly("platform threads, 100 ms", "deadlock: ann holds a", "done");
    assertThat(texts("table:first-of-type td"))
        .startsWith("ann", "50 ms", "0 ms", "50 ms", "a & b 50 ms", "bob");
    assertThat(browser.script("return document.querySelector('details table').textContent"))
        .isEqualTo("0.010annsays \"hi\"");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aTimeLineHasABarForEachSpanAndADotForEachEvent() {
    assertThat(labels(0)).isEqualTo("The time line of 2 threads");
    assertThat(
            inChart(
                0,
                """
                chart.data.datasets.flatMap((set) => set.data.map(({ x, y }) =>
                  `${set.label} ${[x].flat().map((nanos) => nanos / 1e6).join("-")} ${Math.ceil(y)}`))
                """))
        .isEqualTo(List.of("running 0-50 0", "sleeping 25-75 1", "blocked 50-100 0", "event 10 0"));
    assertThat(inChart(0, "chart.scales.y.ticks.map((tick) => tick.label)"))
        .isEqualTo(List.of("ann", "bob"));
    assertThat(inChart(0, "chart.scales.x.ticks.map((tick) => tick.label)"))
        .isEqualTo(List.of("0", "20 ms", "40 ms", "60 ms", "80 ms", "100 ms"));
    assertThat(inChart(0, "chart.legend.legendItems.map((item) => item.text)"))
        .isEqualTo(List.of("running", "sleeping", "blocked", "event"));
  }

  @Test
  void underThePointerIsWhatTheThreadDid() {
    assertThat(tooltip(3, 0)).isEqualTo("ann: blocked: a & b, 50 ms");
    assertThat(tooltip(1, 0)).isEqualTo("bob: sleeping, 50 ms");
    assertThat(tooltip(5, 0)).isEqualTo("ann: 0.010 s: says \"hi\"");
  }

  @Test
  void aGaugeHoldsItsValueAndAChartHasALineForEachSeries() {
    assertThat(texts("h3")).containsExactly("fill", "Latency");
    assertThat(labels(1)).isEqualTo("fill over time");
    assertThat(inChart(1, "chart.data.datasets[0].data.map(({ x, y }) => `${x / 1e6} ${y}`)"))
        .isEqualTo(List.of("0 0", "0 1", "51 2", "100 2"));
    assertThat(labels(2)).isEqualTo("Latency");
    assertThat(inChart(2, "chart.data.datasets.map(({ label, data }) => label + ' ' + data)"))
        .isEqualTo(List.of("fast 1,1,2", "gone "));
    assertThat(inChart(2, "chart.scales.x.ticks.map((tick) => tick.label)"))
        .isEqualTo(List.of("1", "2", "4"));
  }

  @Test
  void itFitsAPhoneAndFollowsTheDarkWithoutReloading() {
    String running = "chart.getDatasetMeta(0).data[0].options.backgroundColor";
    assertThat(inChart(0, running)).isEqualTo("#2a8f5b");
    browser.resize(390, 844);
    browser.prefersDark(true);
    try {
      browser.until("dark", () -> "#43b37a".equals(inChart(0, running)));
      browser.until(
          "as wide as the phone",
          () -> Long.valueOf(390).equals(browser.script("return innerWidth")));
      assertThat((Long) browser.script("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(390);
      assertThat(
              browser.script(
                  """
                  return [...document.querySelectorAll("canvas")]
                    .filter((canvas) => !canvas.getContext("2d")
                      .getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part > 0))
                    .length
                  """))
          .as("pictures without anything in them")
          .isEqualTo(0L);
    } finally {
      browser.prefersDark(false);
      browser.resize(1280, 900);
    }
  }

  private void open(Recording recording) throws IOException {
    Path file = folder.resolve("page.html");
    Files.writeString(file, Page.of("a<b", "c & </script> @CHART@ d", List.of(recording)));
    browser.forgetComplaints();
    browser.open(file.toUri().toString());
  }

  private static List<String> texts(String css) {
    return browser.all(css).stream().map(WebElement::getText).toList();
  }

  private static String labels(int chart) {
    return browser.all("canvas").get(chart).getAttribute("aria-label");
  }

  private static Object inChart(int index, String expression) {
    return browser.script(
        "const chart = Object.values(Chart.instances)[" + index + "]; return " + expression);
  }

  private static Object tooltip(int set, int index) {
    return browser.script(
        """
        const { tooltip } = Object.values(Chart.instances)[0];
        tooltip.setActiveElements([{ datasetIndex: %d, index: %d }], { x: 0, y: 0 });
        return tooltip.title[0] + ": " + tooltip.body[0].lines[0].trim();
        """
            .formatted(set, index));
  }
}

package dev.heddle.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.http.testing.Browser;
import dev.heddle.load.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/// The report, in a real browser.
class HtmlReportTest {
  private static Browser browser;

  @TempDir Path folder;

  @BeforeAll
  static void opens() {
    browser = new Browser();
  }

  @AfterAll
  static void quits() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void oneLoadHasItsSpectrumItsTimeAndAComparison() throws IOException {
    open(run(100, 0));
    assertThat(texts("#charts h2"))
        .containsExactly(
            "Latency by percentile",
            "Latency over time",
            "Throughput",
            "CPU per answer",
            "Memory per connection");
    assertThat(texts("#figures td.name")).containsExactly("a", "b");
    assertThat(browser.text("#figures")).contains("10.3 µs", "2.00 ms", "5.00 ms", "2.00 KiB");
    assertThat(browser.text("#errors")).contains("expected <a>, got </script>");
    allIsDrawn();
  }

  @Test
  void severalNumbersOfConnectionsAreDrawnAgainstEachOther() throws IOException {
    open(run(100, 0), run(500, 0), run(10_000, 0));
    assertThat(texts("#charts h2"))
        .containsExactly(
            "CPU per answer", "Memory per connection", "Answers per second", "p99 latency");
    assertThat(ticks("x")).isEqualTo("100 500 10,000");
    allIsDrawn();
  }

  @Test
  void severalRatesAreDrawnAgainstEachOther() throws IOException {
    open(run(100, 1000), run(100, 2000));
    assertThat(texts("#charts h2"))
        .containsExactly(
            "Latency against offered rate: p99",
            "Latency against offered rate: p50",
            "CPU per answer");
    assertThat(ticks("x")).isEqualTo("1,000 2,000");
    allIsDrawn();
  }

  @Test
  void itFitsAPhoneAndTheDark() throws IOException {
    browser.resize(390, 844);
    browser.prefersDark(true);
    try {
      open(run(100, 0), run(500, 0));
      browser.until(
          "as wide as the phone",
          () -> Long.valueOf(390).equals(browser.script("return innerWidth")));
      assertThat((Long) browser.script("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(390);
      assertThat(browser.script("return getComputedStyle(document.body).backgroundColor"))
          .isEqualTo("rgb(15, 18, 22)");
      allIsDrawn();
      browser.picture("report-phone");
    } finally {
      browser.prefersDark(false);
      browser.resize(1280, 900);
    }
  }

  private static Run run(int connections, double rate) {
    return new Run(
        connections, rate, List.of(Samples.target("a", 10, 7), Samples.target("b", 6.3, 7)));
  }

  private void open(Run... runs) throws IOException {
    Path file = folder.resolve("report.html");
    Files.writeString(file, HtmlReport.of(Samples.report(List.of(runs))));
    browser.forgetComplaints();
    browser.open(file.toUri().toString());
  }

  private static List<String> texts(String css) {
    return browser.all(css).stream().map(WebElement::getText).toList();
  }

  /// What the first plot's axis says.
  private static Object ticks(String axis) {
    return browser.script(
        "return Object.values(Chart.instances)[0].scales."
            + axis
            + ".ticks.map((tick) => tick.label).join(' ')");
  }

  private static void allIsDrawn() {
    assertThat(
            browser.script(
                """
                return [...document.querySelectorAll("#charts canvas")]
                  .filter((canvas) => !canvas.getContext("2d")
                    .getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part > 0))
                  .length
                """))
        .as("plots without anything in them")
        .isEqualTo(0L);
    assertThat(browser.complaints()).isEmpty();
  }
}

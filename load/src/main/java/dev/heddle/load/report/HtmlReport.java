package dev.heddle.load.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A report as one page with everything in it: it needs no network, now or later. Thread-safe.
public final class HtmlReport {
  /// Chart.js, in its webjar; the version is that of the root `pom.xml`.
  private static final String CHART =
      "META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  private static final String OWN = "dev/heddle/load/report/";

  private HtmlReport() {}

  public static String of(Report report) {
    // In a script element, only "</" and "<!--" could be taken for more than data.
    String data = JsonReport.compact(report).replace("<", "\\u003c");
    return resource(OWN + "report.html")
        .replace("@SCRIPT@", resource(OWN + "report.js"))
        .replace("@CHART@", resource(CHART))
        .replace("@DATA@", data);
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not among the resources: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.heddle.cli.threads;

import static java.util.stream.Collectors.joining;

import dev.heddle.eyes.Report;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A report as one page that needs nothing else: a picture of which thread waits for which, and the
/// text with whole stacks. Stateless.
final class ReportHtml {
  private ReportHtml() {}

  static String of(Report report) {
    String picture = WaitPicture.svg(WaitGraph.of(report));
    return template()
        .replace("{{title}}", escaped(ReportText.headline(report)))
        .replace(
            "{{picture}}",
            picture.isEmpty() ? "<p>No thread is known to wait for another.</p>" : picture)
        .replace("{{text}}", escaped(new ReportText(true).all(report)));
  }

  private static String template() {
    try (InputStream in = ReportHtml.class.getResourceAsStream("threads.html")) {
      if (in == null) {
        throw new IllegalStateException("threads.html is missing in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Text for HTML, with what could draw on a page made visible.
  static String escaped(String text) {
    return text.lines()
        .map(PlainText::visible)
        .collect(joining("\n"))
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

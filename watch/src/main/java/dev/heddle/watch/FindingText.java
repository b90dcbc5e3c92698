package dev.heddle.watch;

import dev.heddle.eyes.Finding;
import dev.heddle.text.PlainText;
import java.time.Duration;
import java.util.Locale;
import java.util.StringJoiner;

/// A finding in words. The names of threads are the program's, and may be anything: they are made
/// visible here. Stateless.
final class FindingText {
  private static final int MOST_THREADS = 20;

  private FindingText() {}

  /// In several lines.
  static String begun(Finding finding) {
    return kind(finding) + ": " + finding.text() + System.lineSeparator() + threads(finding);
  }

  /// In one line.
  static String ended(Finding finding, Duration length) {
    return kind(finding)
        + " ended after "
        + length.toSeconds()
        + " s: "
        + finding.text()
        + ", among them "
        + name(finding.threads().getFirst());
  }

  /// `possible deadlock`.
  static String kind(Finding finding) {
    return finding.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// A line or two for each thread.
  static String threads(Finding finding) {
    var lines = new StringJoiner(System.lineSeparator());
    for (Finding.Part thread : finding.threads().stream().limit(MOST_THREADS).toList()) {
      lines.add("  " + name(thread) + " at " + thread.line());
      if (!thread.waitsFor().isEmpty()) {
        lines.add("      waits for " + thread.waitsFor());
      }
    }
    if (finding.count() > MOST_THREADS) {
      lines.add("  …");
    }
    return lines.toString();
  }

  private static String name(Finding.Part thread) {
    return "#"
        + thread.id()
        + " \""
        + PlainText.visible(thread.name())
        + '"'
        + (thread.isVirtual() ? " (virtual)" : "");
  }
}

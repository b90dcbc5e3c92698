package dev.heddle.cli.threads;

import dev.heddle.eyes.Report;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A report as JSON: the names of its records' parts. Stateless.
final class ReportJson {
  private static final JsonMapper LINES = JsonMapper.builder().build();
  private static final JsonMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ReportJson() {}

  static String text(Report report) {
    return INDENTED.writeValueAsString(report) + System.lineSeparator();
  }

  static String line(Report report) {
    return LINES.writeValueAsString(report) + System.lineSeparator();
  }
}

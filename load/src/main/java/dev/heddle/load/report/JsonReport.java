package dev.heddle.load.report;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A report for programs; `docs/load.md` has the schema, which is that of [Report]. Thread-safe.
public final class JsonReport {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final JsonMapper COMPACT = JsonMapper.builder().build();

  private JsonReport() {}

  /// For a file.
  public static String of(Report report) {
    return MAPPER.writeValueAsString(report) + '\n';
  }

  /// In one line.
  static String compact(Report report) {
    return COMPACT.writeValueAsString(report);
  }
}

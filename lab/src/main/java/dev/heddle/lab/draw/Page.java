package dev.heddle.lab.draw;

import dev.heddle.lab.record.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Recordings as one page with everything in it, pictures, figures and notes: it needs no network,
/// now or later. Its script draws them. Thread-safe.
public final class Page {
  /// Chart.js, in its webjar; the version is that of the root `pom.xml`.
  private static final String CHART =
      "META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  private static final String OWN = "dev/heddle/lab/draw/";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Page() {}

  /// The page.
  ///
  /// @param name the pattern's
  /// @param description what the pattern shows
  public static String of(String name, String description, List<Recording> recordings) {
    String data =
        JSON.writeValueAsString(
            Map.of(
                "name",
                name,
                "description",
                description,
                "scenes",
                recordings.stream().map(Page::scene).toList()));
    return resource(OWN + "page.html")
        .replace("@SCRIPT@", resource(OWN + "page.js"))
        .replace("@CHART@", resource(CHART))
        // In a script element, only "</" and "<!--" could be taken for more than data.
        .replace("@DATA@", data.replace("<", "\\u003c"));
  }

  private static Map<String, Object> scene(Recording recording) {
    return Map.of(
        "recording",
        recording,
        "took",
        Time.text(recording.nanos()),
        "totals",
        Totals.of(recording));
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not among the resources: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

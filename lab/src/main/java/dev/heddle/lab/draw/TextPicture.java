package dev.heddle.lab.draw;

import dev.heddle.lab.Chart;
import dev.heddle.lab.record.Gauge;
import dev.heddle.lab.record.Recording;
import dev.heddle.lab.record.Span;
import dev.heddle.lab.record.ThreadActivity;
import dev.heddle.lab.record.Track;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A recording on a terminal: a row for each thread, from left to right as time goes by. Not
/// thread-safe.
public final class TextPicture {
  private static final int MOST_LABEL = 20;
  private static final int LEAST_COLUMNS = 20;
  private static final int MOST_ROWS = 24;

  private final Recording recording;
  private final TextStyle style;
  private final int label;
  private final int columns;
  private final List<String> lines = new ArrayList<>();

  private TextPicture(Recording recording, TextStyle style) {
    this.recording = recording;
    this.style = style;
    int longest = 0;
    for (Track track : recording.tracks()) {
      longest = Math.max(longest, track.name().length());
    }
    for (Gauge gauge : recording.gauges()) {
      longest = Math.max(longest, gauge.name().length());
    }
    this.label = Math.min(longest, MOST_LABEL);
    this.columns = Math.max(LEAST_COLUMNS, style.width() - label - 3);
  }

  /// The lines of the picture, none of them wider than the style has columns.
  public static List<String> of(Recording recording, TextStyle style) {
    var picture = new TextPicture(recording, style);
    picture.timeLine();
    recording.charts().forEach(picture::chart);
    return picture.lines;
  }

  private void timeLine() {
    if (recording.tracks().isEmpty()) {
      return;
    }
    lines.add(axis());
    recording.tracks().stream().limit(MOST_ROWS).forEach(track -> lines.add(row(track)));
    if (recording.tracks().size() > MOST_ROWS) {
      lines.add(style.faint("and " + (recording.tracks().size() - MOST_ROWS) + " threads more"));
    }
    for (Gauge gauge : recording.gauges()) {
      lines.add(row(gauge));
    }
    lines.add(" ".repeat(label + 2) + legend());
  }

  private String axis() {
    String end = Time.text(recording.nanos());
    return " ".repeat(label + 2)
        + style.faint("0" + " ".repeat(Math.max(1, columns - 1 - end.length())) + end);
  }

  private String row(Track track) {
    var row = new StringBuilder(labelled(track.name()));
    int same = 0;
    ThreadActivity last = null;
    for (int column = 0; column < columns; column++) {
      ThreadActivity now = mostOf(track, column);
      if (now != last && same > 0) {
        row.append(drawn(last, same));
        same = 0;
      }
      last = now;
      same++;
    }
    return row.append(drawn(last, same)).toString().stripTrailing();
  }

  private String drawn(@Nullable ThreadActivity activity, int count) {
    return activity == null ? " ".repeat(count) : style.symbol(activity, count);
  }

  /// What the thread did most while this column's time passed; null if it was not there.
  private @Nullable ThreadActivity mostOf(Track track, int column) {
    long from = recording.nanos() * column / columns;
    long to = recording.nanos() * (column + 1) / columns;
    Map<ThreadActivity, Long> totals = new EnumMap<>(ThreadActivity.class);
    ThreadActivity most = null;
    for (Span span : track.spans()) {
      long part = Math.min(to, span.to()) - Math.max(from, span.from());
      if (part > 0) {
        long total = totals.merge(span.activity(), part, Long::sum);
        if (most == null || total > totals.getOrDefault(most, 0L)) {
          most = span.activity();
        }
      }
    }
    return most;
  }

  private String row(Gauge gauge) {
    return labelled(gauge.name())
        + Spark.line(
            columns,
            (double) gauge.most(),
            column -> gauge.at(recording.nanos() * (column + 1) / columns),
            style);
  }

  private String labelled(String name) {
    String cut = name.length() > label ? name.substring(0, label) : name;
    return cut + " ".repeat(label - cut.length() + 2);
  }

  private String legend() {
    Set<ThreadActivity> seen = EnumSet.noneOf(ThreadActivity.class);
    recording.tracks().forEach(track -> track.spans().forEach(span -> seen.add(span.activity())));
    var parts = new ArrayList<String>();
    seen.forEach(activity -> parts.add(style.symbol(activity, 1) + " " + activity.label()));
    return String.join("  ", parts);
  }

  private void chart(Chart chart) {
    lines.add("");
    lines.add(style.bold(chart.title()));
    int names = chart.series().stream().mapToInt(line -> line.name().length()).max().orElse(0);
    int room = Math.max(LEAST_COLUMNS, style.width() - names - 18);
    for (Chart.Series line : chart.series()) {
      List<Double> values = line.values();
      lines.add(
          line.name()
              + " ".repeat(names - line.name().length() + 2)
              + (values.isEmpty() ? "no figures" : curve(values, chart.most(), room)));
    }
  }

  /// A column for each value; if there is not enough room, for the greatest of several.
  private String curve(List<Double> values, double most, int room) {
    int width = Math.min(room, values.size());
    return Spark.line(
            width,
            most,
            column ->
                greatest(
                    values.subList(
                        column * values.size() / width, (column + 1) * values.size() / width)),
            style)
        + "  up to "
        + Figure.text(greatest(values));
  }

  private static double greatest(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}

package dev.heddle.lab.draw;

import static dev.heddle.lab.draw.Html.escape;
import static dev.heddle.lab.draw.Html.percent;

import dev.heddle.lab.Chart;
import dev.heddle.lab.record.Gauge;
import dev.heddle.lab.record.Note;
import dev.heddle.lab.record.Recording;
import dev.heddle.lab.record.Span;
import dev.heddle.lab.record.Track;
import java.util.List;
import java.util.Locale;

/// Pictures in SVG. Widths are percentages, so that a picture is as wide as its place while its
/// letters stay as they are. The page's style sheet has the colours.
final class Svg {
  private static final int ROW = 34;
  private static final int BAR = 14;
  private static final int AXIS = 22;
  private static final int CURVE = 90;
  private static final int LINES = 220;

  /// Spans narrower than this share of the picture would be invisible.
  private static final double VISIBLE = 0.0003;

  private static final int TICKS = 4;

  private Svg() {}

  static String timeLine(Recording recording) {
    int height = recording.tracks().size() * ROW + AXIS;
    var svg =
        new StringBuilder(
            open(height, "The time line of " + recording.tracks().size() + " threads"));
    grid(svg, recording.nanos(), height);
    int y = 0;
    for (Track track : recording.tracks()) {
      track(svg, track, recording, y);
      y += ROW;
    }
    return svg.append("</svg>\n").toString();
  }

  private static String open(int height, String title) {
    return "<svg width=\"100%\" height=\""
        + height
        + "\" role=\"img\" aria-label=\""
        + escape(title)
        + "\">\n";
  }

  private static void grid(StringBuilder svg, long nanos, int height) {
    for (int tick = 0; tick <= TICKS; tick++) {
      String x = percent(tick, TICKS);
      String anchor = tick == 0 ? "start" : tick == TICKS ? "end" : "middle";
      svg.append("<line class=\"grid\" x1=\"").append(x).append("\" x2=\"").append(x);
      svg.append("\" y1=\"0\" y2=\"").append(height - AXIS).append("\"/>");
      svg.append("<text class=\"tick\" x=\"").append(x).append("\" y=\"").append(height - 6);
      svg.append("\" text-anchor=\"").append(anchor).append("\">");
      svg.append(tick == 0 ? "0" : Time.text(nanos * tick / TICKS)).append("</text>\n");
    }
  }

  private static void track(StringBuilder svg, Track track, Recording recording, int y) {
    svg.append("<text class=\"name\" x=\"0\" y=\"").append(y + 12).append("\">");
    svg.append(escape(track.name())).append("</text>\n");
    for (Span span : track.spans()) {
      if (span.length() >= VISIBLE * recording.nanos()) {
        span(svg, span, recording.nanos(), y + 16);
      }
    }
    for (Note note : recording.notes()) {
      if (note.thread().equals(track.name())) {
        svg.append("<circle class=\"note\" r=\"2.5\" cx=\"");
        svg.append(percent(note.nanos(), recording.nanos()));
        svg.append("\" cy=\"").append(y + 16).append("\"><title>").append(Time.clock(note.nanos()));
        svg.append(" s: ").append(escape(note.event())).append("</title></circle>\n");
      }
    }
  }

  private static void span(StringBuilder svg, Span span, long whole, int y) {
    String activity = span.activity().name().toLowerCase(Locale.ROOT);
    svg.append("<svg x=\"").append(percent(span.from(), whole));
    svg.append("\" y=\"").append(y).append("\" width=\"").append(percent(span.length(), whole));
    svg.append("\" height=\"").append(BAR).append("\"><rect class=\"").append(activity);
    svg.append("\" width=\"100%\" height=\"100%\"><title>").append(span.activity().label());
    svg.append(span.what().isEmpty() ? "" : ": " + escape(span.what())).append(", ");
    svg.append(Time.text(span.length())).append("</title></rect>");
    if (!span.what().isEmpty() && span.length() > whole / 25) {
      svg.append("<text class=\"what on-").append(activity).append("\" x=\"4\" y=\"11\">");
      svg.append(escape(span.what())).append("</text>");
    }
    svg.append("</svg>\n");
  }

  /// A figure over time, in steps.
  static String curve(Gauge gauge, long nanos) {
    var points = new StringBuilder("0," + CURVE);
    double most = Math.max(1, gauge.most());
    long last = 0;
    for (Gauge.Reading reading : gauge.readings()) {
      double x = 1000.0 * reading.nanos() / nanos;
      points.append(' ').append(point(x, CURVE - last * CURVE / most));
      points.append(' ').append(point(x, CURVE - reading.value() * CURVE / most));
      last = reading.value();
    }
    points
        .append(" 1000,")
        .append(round(CURVE - last * CURVE / most))
        .append(" 1000,")
        .append(CURVE);
    return open(CURVE + AXIS, gauge.name() + " over time")
        + stretched(CURVE)
        + "<polygon class=\"area\" points=\""
        + points
        + "\"/></svg>\n<text class=\"tick\" x=\"0\" y=\"12\">"
        + gauge.most()
        + "</text><text class=\"tick\" x=\"100%\" text-anchor=\"end\" y=\""
        + (CURVE + 16)
        + "\">"
        + Time.text(nanos)
        + "</text><text class=\"tick\" x=\"0\" y=\""
        + (CURVE + 16)
        + "\">0</text>\n</svg>\n";
  }

  private static String stretched(int height) {
    return "<svg y=\"0\" width=\"100%\" height=\""
        + height
        + "\" viewBox=\"0 0 1000 "
        + height
        + "\" preserveAspectRatio=\"none\">";
  }

  /// Lines side by side.
  static String lines(Chart chart) {
    var svg = new StringBuilder(open(LINES + AXIS, chart.title()));
    double most = chart.most() <= 0 ? 1 : chart.most();
    int steps = Math.max(1, chart.steps().size() - 1);
    for (int third = 0; third <= 3; third++) {
      svg.append("<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"").append(level(third));
      svg.append("\" y2=\"").append(level(third)).append("\"/>\n");
    }
    svg.append(stretched(LINES));
    for (int i = 0; i < chart.series().size(); i++) {
      List<Double> values = chart.series().get(i).values();
      svg.append("<polyline class=\"series s").append(i).append("\" points=\"");
      for (int step = 0; step < values.size(); step++) {
        svg.append(point(1000.0 * step / steps, 4 + (LINES - 8) * (1 - values.get(step) / most)))
            .append(' ');
      }
      svg.append("\"/>");
    }
    svg.append("</svg>\n");
    for (int i = 0; i < chart.series().size(); i++) {
      Chart.Series series = chart.series().get(i);
      for (int step = 0; step < series.values().size(); step++) {
        double value = series.values().get(step);
        svg.append("<circle class=\"dot s")
            .append(i)
            .append("\" r=\"3\" cx=\"")
            .append(percent(step, steps));
        svg.append("\" cy=\"")
            .append(round(4 + (LINES - 8) * (1 - value / most)))
            .append("\"><title>");
        svg.append(escape(series.name() + ", " + chart.steps().get(step) + ": "))
            .append(Figure.text(value));
        svg.append("</title></circle>\n");
      }
    }
    scales(svg, chart, most);
    return svg.append("</svg>\n").toString();
  }

  private static int level(int third) {
    return 4 + (LINES - 8) * third / 3;
  }

  /// What the levels and the steps are; written over the lines, so that it can be read.
  private static void scales(StringBuilder svg, Chart chart, double most) {
    for (int third = 0; third <= 3; third++) {
      svg.append("<text class=\"tick\" x=\"0\" y=\"");
      svg.append(level(third) + (third == 0 ? 12 : -3)).append("\">");
      svg.append(Figure.text(most * (3 - third) / 3)).append("</text>\n");
    }
    int steps = Math.max(1, chart.steps().size() - 1);
    for (int step = 0; step < chart.steps().size(); step += Math.max(1, chart.steps().size() / 8)) {
      String anchor = step == 0 ? "start" : step == steps ? "end" : "middle";
      svg.append("<text class=\"tick\" text-anchor=\"").append(anchor).append("\" x=\"");
      svg.append(percent(step, steps)).append("\" y=\"").append(LINES + 16).append("\">");
      svg.append(escape(chart.steps().get(step))).append("</text>\n");
    }
  }

  private static String point(double x, double y) {
    return round(x) + "," + round(y);
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }
}

package dev.heddle.lab.draw;

import static dev.heddle.lab.draw.Html.escape;

import dev.heddle.lab.Chart;
import dev.heddle.lab.record.Gauge;
import dev.heddle.lab.record.Note;
import dev.heddle.lab.record.Recording;
import dev.heddle.lab.record.ThreadActivity;
import java.util.List;
import java.util.Locale;

/// Recordings as one self-contained HTML page: pictures, figures and notes.
public final class Page {
  private Page() {}

  /// The page.
  ///
  /// @param name the pattern's
  /// @param description what the pattern shows
  public static String of(String name, String description, List<Recording> recordings) {
    var page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<title>").append(escape(name)).append(" · heddle lab</title>\n<style>\n");
    page.append(STYLE).append("</style>\n</head>\n<body>\n<h1>").append(escape(name));
    page.append("</h1>\n<p>").append(escape(description)).append("</p>\n");
    for (Recording recording : recordings) {
      section(page, recording);
    }
    return page.append("</body>\n</html>\n").toString();
  }

  private static void section(StringBuilder page, Recording recording) {
    page.append("<section>\n<h2>")
        .append(escape(recording.title()))
        .append("</h2>\n<p class=\"faint\">");
    page.append(recording.kind().name().toLowerCase(Locale.ROOT)).append(" threads, ");
    page.append(Time.text(recording.nanos())).append("</p>\n");
    for (String deadlock : recording.deadlocks()) {
      page.append("<p class=\"alarm\">deadlock: ").append(escape(deadlock)).append("</p>\n");
    }
    if (!recording.conclusions().isEmpty()) {
      page.append("<ul>\n");
      recording
          .conclusions()
          .forEach(fact -> page.append("<li>").append(escape(fact)).append("</li>\n"));
      page.append("</ul>\n");
    }
    if (!recording.tracks().isEmpty()) {
      legend(page);
      page.append(Svg.timeLine(recording));
    }
    for (Gauge gauge : recording.gauges()) {
      page.append("<h3>").append(escape(gauge.name())).append("</h3>\n");
      page.append(Svg.curve(gauge, recording.nanos()));
    }
    recording.charts().forEach(chart -> chart(page, chart));
    if (!recording.tracks().isEmpty()) {
      table(page, Totals.of(recording));
    }
    notes(page, recording.notes());
    page.append("</section>\n");
  }

  private static void legend(StringBuilder page) {
    page.append("<p class=\"legend\">");
    for (ThreadActivity activity : ThreadActivity.values()) {
      page.append("<span><i class=\"").append(activity.name().toLowerCase(Locale.ROOT));
      page.append("\"></i>").append(activity.label()).append("</span> ");
    }
    page.append("</p>\n");
  }

  private static void chart(StringBuilder page, Chart chart) {
    page.append("<h3>").append(escape(chart.title())).append("</h3>\n<p class=\"legend\">");
    for (int i = 0; i < chart.series().size(); i++) {
      page.append("<span><i class=\"s").append(i).append("\"></i>");
      page.append(escape(chart.series().get(i).name())).append("</span> ");
    }
    page.append("</p>\n").append(Svg.lines(chart));
  }

  private static void table(StringBuilder page, List<List<String>> rows) {
    page.append("<div class=\"wide\"><table>\n");
    String cell = "th";
    for (List<String> row : rows) {
      page.append("<tr>");
      for (String text : row) {
        page.append('<')
            .append(cell)
            .append('>')
            .append(escape(text))
            .append("</")
            .append(cell)
            .append('>');
      }
      page.append("</tr>\n");
      cell = "td";
    }
    page.append("</table></div>\n");
  }

  private static void notes(StringBuilder page, List<Note> notes) {
    if (notes.isEmpty()) {
      return;
    }
    page.append(
        "<details><summary>What happened, line by line</summary>\n<div class=\"wide\"><table>\n");
    for (Note note : notes) {
      page.append("<tr><td>").append(Time.clock(note.nanos())).append("</td><td>");
      page.append(escape(note.thread())).append("</td><td>").append(escape(note.event()));
      page.append("</td></tr>\n");
    }
    page.append("</table></div></details>\n");
  }

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --paper: #fff; --ink: #1c1f24; --faint: #666d78;
        --line: #dfe3e8; --running: #2a8f5b; --sleeping: #d5dae1; --waiting: #f0b429;
        --blocked: #d64545; --network: #4a90d9; --s0: #3b6fd4; --s1: #d6703b; --s2: #2a8f5b;
        --s3: #9a4fc4; --s4: #b08b00; }
      @media (prefers-color-scheme: dark) {
        :root { --paper: #15181d; --ink: #e6e9ee; --faint: #9aa3af; --line: #2f353e;
          --running: #43b37a; --sleeping: #3a414c; --waiting: #d9a321; --blocked: #e05d5d;
          --network: #5aa0e6; --s0: #7da2f2; --s1: #ef9465; --s2: #5ccb92; --s3: #c58be6;
          --s4: #d9b945; } }
      body { font: 16px/1.5 system-ui, sans-serif; background: var(--paper); color: var(--ink);
        max-width: 60rem; margin: 0 auto; padding: 1rem 1rem 3rem; }
      h1 { margin: 0; } h2 { margin: 2.5rem 0 0; } h2:empty { display: none; }
      h3 { margin: 1.5rem 0 .25rem; font-size: 1rem; }
      .faint, .legend { color: var(--faint); margin: .25rem 0 .75rem; font-size: .875rem; }
      .alarm { color: var(--blocked); font-weight: 600; }
      .legend span { white-space: nowrap; margin-right: 1rem; }
      .legend i { display: inline-block; width: .8em; height: .8em; margin-right: .4em;
        border-radius: 2px; }
      svg { display: block; overflow: visible; } svg svg { overflow: hidden; }
      .name { font-size: 12px; fill: var(--ink); }
      .tick { font-size: 11px; fill: var(--faint); paint-order: stroke; stroke: var(--paper);
        stroke-width: 3px; }
      .what { font-size: 10.5px; fill: #1c1f24; } .on-blocked { fill: #fff; }
      .grid { stroke: var(--line); stroke-width: 1; }
      .note { fill: var(--ink); stroke: var(--paper); stroke-width: 1; }
      .area { fill: var(--network); opacity: .5; }
      .series { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; font-size: .875rem; margin: .75rem 0;
        font-variant-numeric: tabular-nums; }
      th, td { text-align: left; padding: .2rem 1rem .2rem 0; border-bottom: 1px solid var(--line);
        vertical-align: top; white-space: nowrap; }
      th { color: var(--faint); font-weight: 500; }
      summary { cursor: pointer; color: var(--faint); font-size: .875rem; }
      """
          + coloured("running")
          + coloured("sleeping")
          + coloured("waiting")
          + coloured("blocked")
          + coloured("network")
          + coloured("s0")
          + coloured("s1")
          + coloured("s2")
          + coloured("s3")
          + coloured("s4");

  private static String coloured(String name) {
    String colour = "var(--" + name + ")";
    return "."
        + name
        + " { fill: "
        + colour
        + "; background: "
        + colour
        + "; }\n"
        + ".series."
        + name
        + " { fill: none; stroke: "
        + colour
        + "; }\n";
  }
}

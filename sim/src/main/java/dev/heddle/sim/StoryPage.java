package dev.heddle.sim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Draws a run's last steps: a column for each thread under its host, a row for each step, from top
/// to bottom as time passes, and an arrow for what arrives at a host. One page that needs nothing
/// else. Stateless.
final class StoryPage {
  private StoryPage() {}

  static String of(Failure failure) {
    List<Step> steps = failure.steps();
    return template()
        .replace("{{cause}}", escaped(failure.cause().toString()))
        .replace("{{plan}}", escaped(String.valueOf(failure.shortest())))
        .replace(
            "{{skipped}}", skipped(steps.isEmpty() ? 0 : steps.getLast().number() - steps.size()))
        .replace("{{table}}", table(steps));
  }

  private static String template() {
    try (InputStream in = StoryPage.class.getResourceAsStream("story.html")) {
      if (in == null) {
        throw new IllegalStateException("story.html is missing in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String skipped(int count) {
    return count == 0 ? "" : "<p>The first " + count + " steps of threads are left out.</p>";
  }

  private static String table(List<Step> steps) {
    StoryColumns columns = StoryColumns.of(steps);
    boolean ownFirst = StepLines.hasOwn(steps);
    var html = new StringBuilder("<table><thead><tr><th></th>");
    columns
        .hosts()
        .forEach((host, threads) ->
            html.append("<th class=host colspan=")
                .append(threads)
                .append('>')
                .append(columns.hosts().size() > 1 ? escaped(host) : "")
                .append("</th>"));
    html.append("</tr><tr><th>virtual time</th>");
    columns
        .threads()
        .forEach(thread -> html.append("<th>").append(escaped(thread)).append("</th>"));
    html.append("</tr></thead><tbody>\n");
    steps.forEach(step -> row(step, columns, ownFirst, html));
    return html.append("</tbody></table>").toString();
  }

  private static void row(Step step, StoryColumns columns, boolean ownFirst, StringBuilder html) {
    html.append("<tr><td class=time>")
        .append(String.format("%,.3f ms", step.at().toNanos() / 1e6))
        .append("</td>");
    if (step.isEvent()) {
      across("event", columns.count(), step, "", html);
    } else if (step.isArrival()) {
      arrow(step, columns, html);
    } else {
      cards(step, columns.threads(), ownFirst, html);
    }
    html.append("</tr>\n");
  }

  private static void arrow(Step step, StoryColumns columns, StringBuilder html) {
    StoryColumns.Span span = columns.between(step.from(), step.host());
    html.append("<td></td>".repeat(span.begin()));
    across(
        span.toTheRight() ? "arrow right" : "arrow left",
        span.end() - span.begin(),
        step,
        step.from() + " → " + step.host() + ": ",
        html);
    html.append("<td></td>".repeat(columns.count() - span.end()));
  }

  private static void across(
      String kind, int columns, Step step, String before, StringBuilder html) {
    html.append("<td class=\"")
        .append(kind)
        .append("\" colspan=")
        .append(columns)
        .append("><b>")
        .append(step.number())
        .append("</b> ")
        .append(escaped(before + step.actions().getFirst().what()))
        .append("</td>");
  }

  private static void cards(Step step, List<String> threads, boolean ownFirst, StringBuilder html) {
    for (String thread : threads) {
      html.append("<td>");
      if (thread.equals(step.thread())) {
        card(step, ownFirst, html);
      }
      html.append("</td>");
    }
  }

  private static void card(Step step, boolean ownFirst, StringBuilder html) {
    html.append("<div class=\"step").append(step.preempted() == null ? "" : " cut").append("\">");
    html.append("<b>").append(step.number()).append("</b>");
    for (StepLines.Line line : StepLines.of(step.actions(), ownFirst)) {
      switch (line) {
        case StepLines.Shown one -> action("", one.action(), one.times(), html);
        case StepLines.Left left -> html.append("<p>").append(left).append("</p>");
      }
    }
    if (step.preempted() != null) {
      action("<em>preempted before it</em> ", step.preempted(), "", html);
    }
    html.append("</div>");
  }

  private static void action(String before, Step.Action action, String after, StringBuilder html) {
    html.append("<p title=\"")
        .append(escaped(action.place()))
        .append("\">")
        .append(before)
        .append(escaped(action.what()))
        .append(after)
        .append("<code>")
        .append(escaped(action.source().isEmpty() ? action.place() : action.source()))
        .append("</code></p>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

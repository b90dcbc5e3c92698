package dev.heddle.cli.load;

import dev.heddle.cli.terminal.ChangingLines;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.cli.terminal.StopRequest;
import dev.heddle.load.RunObserver;
import dev.heddle.text.Durations;
import dev.heddle.text.PlainText;
import dev.heddle.text.Quantities;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Shows the progress of a run: on a terminal a few lines that change in place, otherwise (and on a
/// dumb one) one line a second on stderr. Ends the run on a signal. Belongs to the thread that runs
/// the load.
public final class LoadScreen implements RunObserver, AutoCloseable {
  private static final int BAR = 30;

  private final StopRequest stop;
  private final StandardStreams streams;
  private final @Nullable ChangingLines screen;
  private final Map<String, String> rows = new LinkedHashMap<>();
  private String before = "";

  public LoadScreen(StandardStreams streams) {
    this.streams = streams;
    this.stop = new StopRequest(streams.err());
    stop.listen();
    this.screen = ChangingLines.on(streams);
  }

  @Override
  public boolean isOver() {
    return stop.isMade();
  }

  /// What all that follows belongs to: `500 connections`.
  public void part(String title) {
    before = title.isEmpty() ? "" : title + ", ";
    rows.clear();
  }

  @Override
  public void saw(Progress progress) {
    String figures =
        Quantities.count(Math.round(progress.answersPerSecond()))
            + " answers/s, p50 "
            + latency(progress.p50())
            + ", p99 "
            + latency(progress.p99());
    String phase = before + progress.phase();
    if (screen == null) {
      streams
          .err()
          .printf(
              "%3d %% %s, %s: %s, %s errors%n",
              Math.round(100 * progress.done()),
              progress.target(),
              phase,
              figures,
              Quantities.count(progress.errors()));
    } else {
      rows.put(progress.target(), progress.target() + ", " + phase + ": " + figures);
      draw(screen, progress);
    }
  }

  private static String latency(long nanos) {
    return nanos == 0 ? "-" : Durations.micros(nanos / 1e3);
  }

  private void draw(ChangingLines screen, Progress progress) {
    int full = (int) Math.round(progress.done() * BAR);
    var lines = new ArrayList<String>();
    lines.add(
        "█".repeat(full)
            + "░".repeat(BAR - full)
            + " "
            + Math.round(100 * progress.done())
            + " %, "
            + Quantities.count(progress.errors())
            + " errors; Ctrl-C ends and reports");
    lines.addAll(rows.values());
    if (progress.lastError() != null) {
      lines.add(PlainText.visible("last error: " + progress.lastError()));
    }
    screen.show(lines);
  }

  /// Clears the screen of what changes in place.
  @Override
  public void close() {
    if (screen != null) {
      screen.close();
    }
  }
}

package dev.heddle.lab.draw;

import dev.heddle.lab.record.Recording;
import dev.heddle.lab.record.Span;
import dev.heddle.lab.record.ThreadActivity;
import dev.heddle.lab.record.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How long each thread spent on each activity: a row for each thread.
public final class Totals {
  private Totals() {}

  /// The rows, of which the first one has the headings.
  public static List<List<String>> of(Recording recording) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("thread", "ran", "slept", "waited", "for"));
    for (Track track : recording.tracks()) {
      long waited =
          track.total(ThreadActivity.WAITING)
              + track.total(ThreadActivity.BLOCKED)
              + track.total(ThreadActivity.NETWORK);
      rows.add(
          List.of(
              track.name(),
              Time.text(track.total(ThreadActivity.RUNNING)),
              Time.text(track.total(ThreadActivity.SLEEPING)),
              Time.text(waited),
              waitedFor(track)));
    }
    return rows;
  }

  private static String waitedFor(Track track) {
    Map<String, Long> times = new TreeMap<>();
    for (Span span : track.spans()) {
      switch (span.activity()) {
        case WAITING, BLOCKED -> times.merge(span.what(), span.length(), Long::sum);
        case NETWORK -> times.merge("the network", span.length(), Long::sum);
        case RUNNING, SLEEPING -> {}
      }
    }
    var parts = new ArrayList<String>();
    times.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(3)
        .forEach(entry -> parts.add(entry.getKey() + " " + Time.text(entry.getValue())));
    return String.join(", ", parts);
  }
}

package dev.heddle.lab.record;

import dev.heddle.lab.Chart;
import java.util.List;

/// What was seen of a scene. Immutable.
///
/// @param title the scene's
/// @param kind of threads
/// @param nanos how long it took
/// @param tracks its threads, in the order in which they were started
/// @param notes what they told, in order
/// @param gauges the figures that they told
/// @param charts what is to be drawn side by side
/// @param deadlocks those that were found, each in words
/// @param conclusions what came of it
/// @param interrupted whether it was ended before its time
public record Recording(
    String title,
    ThreadKind kind,
    long nanos,
    List<Track> tracks,
    List<Note> notes,
    List<Gauge> gauges,
    List<Chart> charts,
    List<String> deadlocks,
    List<String> conclusions,
    boolean interrupted) {

  public Recording {
    tracks = List.copyOf(tracks);
    notes = List.copyOf(notes);
    gauges = List.copyOf(gauges);
    charts = List.copyOf(charts);
    deadlocks = List.copyOf(deadlocks);
    conclusions = List.copyOf(conclusions);
  }
}

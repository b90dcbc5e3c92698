package dev.heddle.lab.record;

import dev.heddle.lab.Chart;
import java.util.List;

/// The recording of a scene. Immutable.
///
/// @param title the scene's
/// @param kind of threads
/// @param nanos how long it took
/// @param tracks its threads, in the order in which they were started
/// @param notes what the threads recorded, in order
/// @param gauges the figures that they recorded
/// @param charts figures to draw side by side
/// @param deadlocks the deadlocks found, each in words
/// @param conclusions the results
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

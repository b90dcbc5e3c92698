package dev.heddle.lab.record;

/// Something that happened. Immutable.
///
/// @param nanos when, since the scene began
/// @param thread the thread that recorded it
/// @param event what
public record Note(long nanos, String thread, String event) {}

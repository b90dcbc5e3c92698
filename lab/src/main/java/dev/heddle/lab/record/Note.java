package dev.heddle.lab.record;

/// Something that happened. Immutable.
///
/// @param nanos when, since the scene began
/// @param thread who told
/// @param event what
public record Note(long nanos, String thread, String event) {}

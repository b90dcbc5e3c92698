package dev.heddle.lab.record;

/// A stretch of time in which a thread did one thing. Immutable.
///
/// @param activity its activity
/// @param what which lock or condition it waited for, or in which method; empty if there is none
/// @param from when it began, in nanoseconds since the scene did
/// @param to when it ended
public record Span(ThreadActivity activity, String what, long from, long to) {

  public long length() {
    return to - from;
  }
}

package dev.heddle.lab.record;

import java.util.List;

/// One thread's whole life, span after span. Immutable.
///
/// @param name the thread's name
/// @param spans without a gap, in order
public record Track(String name, List<Span> spans) {

  public Track {
    spans = List.copyOf(spans);
  }

  /// How long it did this, in nanoseconds.
  public long total(ThreadActivity activity) {
    return spans.stream().filter(span -> span.activity() == activity).mapToLong(Span::length).sum();
  }
}

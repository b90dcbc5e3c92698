package dev.heddle.services.topics;

import java.time.Instant;

/// A message in a [Topic]. Immutable.
///
/// @param sequence its number in the topic: 1, 2, 3, …; gaps are deleted messages
/// @param time when it was appended, by the server's clock
/// @param author its author
/// @param text its text
public record Entry(long sequence, Instant time, String author, String text) {}

package dev.heddle.services.topics;

import java.time.Instant;

/// A message in a [Topic]. Immutable.
///
/// @param sequence its place in the topic: 1, 2, 3 and so on; a gap is what was deleted
/// @param time when it was appended, by the server's clock
/// @param author who said it
/// @param text what was said
public record Entry(long sequence, Instant time, String author, String text) {}

package dev.heddle.eyes;

import java.time.Duration;

/// What a heap dump cost the JVM, and what was read in it. Immutable.
///
/// @param bytes of the file
/// @param time until the JVM had written it, most of which it stood still
/// @param objects in it
/// @param reached how many of these something leads to that can still act
/// @param waiting how many threads waited without a time limit
public record HeapCost(long bytes, Duration time, int objects, int reached, int waiting) {
  static HeapCost of(HeapDump dump) {
    return new HeapCost(
        dump.bytes(),
        dump.time(),
        dump.ends().objects(),
        dump.ends().reached(),
        dump.ends().waiting());
  }
}

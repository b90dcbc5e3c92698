package dev.heddle.eyes;

import dev.heddle.eyes.heap.Ends;
import java.time.Duration;

/// A heap dump of another JVM, and what it shows. Immutable.
///
/// @param bytes of its file
/// @param time until the other JVM had written it, most of which it stood still
record HeapDump(Ends ends, long bytes, Duration time) {}

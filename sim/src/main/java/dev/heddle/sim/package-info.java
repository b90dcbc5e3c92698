/// Deterministic simulation: concurrent code runs under a seed, in virtual time, over a simulated
/// network, and may be preempted before each access to what threads share. A failure is replayed by
/// its plan, and shrunk.
@NullMarked
package dev.heddle.sim;

import org.jspecify.annotations.NullMarked;

/// A world's inside: its threads, its clock, and who runs next.
@NullMarked
package dev.heddle.sim.scheduler;

import org.jspecify.annotations.NullMarked;

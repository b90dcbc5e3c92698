/// What the runs of worlds are told by: the decisions of a plan, and why a world failed.
@NullMarked
package dev.heddle.sim.runs;

import org.jspecify.annotations.NullMarked;

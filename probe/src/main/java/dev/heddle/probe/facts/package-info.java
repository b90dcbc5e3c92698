/// What the agent finds, as it is written in the other JVM and read in ours.
@NullMarked
package dev.heddle.probe.facts;

import org.jspecify.annotations.NullMarked;

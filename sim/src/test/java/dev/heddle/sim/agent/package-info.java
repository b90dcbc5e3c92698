@NullMarked
package dev.heddle.sim.agent;

import org.jspecify.annotations.NullMarked;

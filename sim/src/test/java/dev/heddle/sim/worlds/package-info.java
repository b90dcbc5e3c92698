/// Heddle itself in worlds: what its documentation promises, under many seeds.
@NullMarked
package dev.heddle.sim.worlds;

import org.jspecify.annotations.NullMarked;

/// Runs patterns on real threads and records what these threads do.
@NullMarked
package dev.heddle.lab.record;

import org.jspecify.annotations.NullMarked;

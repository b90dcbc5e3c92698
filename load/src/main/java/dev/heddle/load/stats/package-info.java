/// Counts and summarizes measurements.
@NullMarked
package dev.heddle.load.stats;

import org.jspecify.annotations.NullMarked;

/// Counting and summing up what was measured.
@NullMarked
package dev.heddle.load.stats;

import org.jspecify.annotations.NullMarked;

/// Load-tests servers, in interleaved slices, and records the results.
@NullMarked
package dev.heddle.load;

import org.jspecify.annotations.NullMarked;

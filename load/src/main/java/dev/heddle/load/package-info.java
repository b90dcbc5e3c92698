/// Loads servers, in interleaved slices, and keeps what was seen.
@NullMarked
package dev.heddle.load;

import org.jspecify.annotations.NullMarked;

/// Requests, the end of an answer, and whether it is the right one.
@NullMarked
package dev.heddle.load.wire;

import org.jspecify.annotations.NullMarked;

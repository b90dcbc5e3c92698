/// Event loops, and what they wait on.
@NullMarked
package dev.heddle.poll;

import org.jspecify.annotations.NullMarked;

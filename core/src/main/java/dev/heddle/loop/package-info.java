/// Event loops, and what they wait on.
@NullMarked
package dev.heddle.loop;

import org.jspecify.annotations.NullMarked;

/// Event loops and their pollers.
@NullMarked
package dev.heddle.loop;

import org.jspecify.annotations.NullMarked;

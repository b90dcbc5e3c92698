/// What the selector and the loops have in common: one thread accepts and waits for many.
@NullMarked
package dev.heddle.engine.polled;

import org.jspecify.annotations.NullMarked;

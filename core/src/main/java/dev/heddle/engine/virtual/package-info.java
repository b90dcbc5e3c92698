/// A virtual thread for each connection, on the JDK's own scheduler.
@NullMarked
package dev.heddle.engine.virtual;

import org.jspecify.annotations.NullMarked;

/// A platform thread for each connection.
@NullMarked
package dev.heddle.engine.threads;

import org.jspecify.annotations.NullMarked;

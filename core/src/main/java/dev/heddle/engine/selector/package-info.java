/// One thread that waits for all connections and runs callbacks.
@NullMarked
package dev.heddle.engine.selector;

import org.jspecify.annotations.NullMarked;

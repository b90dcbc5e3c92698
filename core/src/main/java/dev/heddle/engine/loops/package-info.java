/// Event loops: a few threads, each of which waits for many connections and runs their virtual
/// threads.
@NullMarked
package dev.heddle.engine.loops;

import org.jspecify.annotations.NullMarked;

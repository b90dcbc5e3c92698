/// One thread that serves one client after another.
@NullMarked
package dev.heddle.engine.blocking;

import org.jspecify.annotations.NullMarked;

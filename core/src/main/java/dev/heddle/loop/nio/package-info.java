/// Waiting by the JDK's own `Selector`: works everywhere.
@NullMarked
package dev.heddle.loop.nio;

import org.jspecify.annotations.NullMarked;

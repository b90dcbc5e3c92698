/// Waiting by the JDK's own `Selector`: works everywhere.
@NullMarked
package dev.heddle.poll.nio;

import org.jspecify.annotations.NullMarked;

/// Linux' own calls, through the JDK's foreign-function interface alone: the only package with
/// native calls.
@NullMarked
package dev.heddle.loop.linux;

import org.jspecify.annotations.NullMarked;

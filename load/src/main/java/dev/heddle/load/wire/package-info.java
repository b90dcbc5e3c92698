/// What is sent, where an answer ends, and whether it is the right one.
@NullMarked
package dev.heddle.load.wire;

import org.jspecify.annotations.NullMarked;

/// Reads a heap dump, and finds the threads in it that nothing can wake any more.
@NullMarked
package dev.heddle.eyes.heap;

import org.jspecify.annotations.NullMarked;

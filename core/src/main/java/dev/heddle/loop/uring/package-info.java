/// Waiting by Linux's io_uring.
///
/// The kernel and this process share two rings in memory: submissions go into one, completions come
/// out of the other, and one system call per turn of the loop submits all of the first and waits
/// for the second. See io_uring(7).
@NullMarked
package dev.heddle.loop.uring;

import org.jspecify.annotations.NullMarked;

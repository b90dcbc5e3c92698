/// Waiting by Linux' io_uring.
///
/// The kernel and this process share two rings in memory: what is to be done is put into one, what
/// has been done is taken from the other, and one system call per turn of the loop hands over all
/// of the first and waits for the second. See io_uring(7).
@NullMarked
package dev.heddle.loop.uring;

import org.jspecify.annotations.NullMarked;

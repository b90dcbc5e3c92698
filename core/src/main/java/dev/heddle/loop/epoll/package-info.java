/// Waits by Linux's epoll, which reports when a socket is ready: see epoll(7).
@NullMarked
package dev.heddle.loop.epoll;

import org.jspecify.annotations.NullMarked;

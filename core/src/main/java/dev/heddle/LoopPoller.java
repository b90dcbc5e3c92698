package dev.heddle;

/// What the loops of [Engine#loops()] wait on.
///
/// ```java
/// Engine loops = Engine.loops(2, LoopPoller.EPOLL);
/// ```
public enum LoopPoller {
  /// The best that this system offers: io_uring, else epoll, else NIO; the log says once why a
  /// better one is unavailable.
  AUTO,
  /// Linux's io_uring (6.1 and newer); starting fails if it is unavailable.
  URING,
  /// Linux's epoll, without the detours of the JDK's `Selector`; starting fails elsewhere.
  EPOLL,
  /// The JDK's own `Selector`, which is everywhere.
  NIO
}

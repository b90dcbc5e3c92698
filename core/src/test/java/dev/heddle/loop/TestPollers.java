package dev.heddle.loop;

import dev.heddle.LoopPoller;
import dev.heddle.loop.epoll.EpollPoller;
import dev.heddle.loop.nio.NioPoller;
import dev.heddle.loop.uring.UringPoller;

/// The pollers by their names. Stateless.
final class TestPollers {
  private TestPollers() {}

  /// @param kind `AUTO` is the one that is everywhere
  static Poller.Factory of(LoopPoller kind) {
    return switch (kind) {
      case URING -> UringPoller::new;
      case EPOLL -> EpollPoller::new;
      case AUTO, NIO -> NioPoller::new;
    };
  }
}

package dev.heddle.loop.epoll;

/// Called when its descriptor is ready. Called on the loop's thread; must not block.
interface EpollHandler {

  /// @param events bits of [dev.heddle.loop.linux.Epoll]
  void ready(int events);
}

package dev.heddle.poll.epoll;

/// What is told that its descriptor is ready. Called on the loop's thread; must not block.
interface Watched {

  /// @param events bits of [dev.heddle.poll.linux.Epoll]
  void ready(int events);
}

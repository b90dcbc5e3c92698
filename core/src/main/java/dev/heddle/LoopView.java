package dev.heddle;

/// An event loop, as the operator of the server sees it; from [Server#loops()].
///
/// Thread-safe, at no cost to the loop: everything is read without a lock and returns a recent
/// value.
///
/// ```java
/// for (LoopView loop : server.loops()) {
///   System.out.println(loop.name() + " waits by " + loop.poller() + ", " + loop.turns() + " turns");
/// }
/// ```
public interface LoopView {

  /// The loop's name, which is its thread's.
  String name();

  /// Its poller: `io_uring`, `epoll` or `nio`.
  String poller();

  Thread thread();

  /// How many virtual threads it carries.
  int threads();

  /// How many turns it has made: wait for events, run what is ready. If the count stands still
  /// while the loop is not [#isWaiting()], something blocks its thread.
  long turns();

  /// Whether it waits for something to happen.
  boolean isWaiting();

  /// Whether this virtual thread runs on it just now.
  boolean carries(Thread virtual);
}

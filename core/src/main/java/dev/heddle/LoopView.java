package dev.heddle;

/// An event loop, as whoever operates the server sees it; from [Server#loops()].
///
/// Thread-safe, and the loop notices nothing: everything is read without a lock, and tells a recent
/// value.
public interface LoopView {

  /// The loop's name, which is its thread's.
  String name();

  /// What it waits on: `io_uring`, `epoll` or `nio`.
  String poller();

  Thread thread();

  /// How many virtual threads it carries.
  int threads();

  /// How often it has gone round: waited for events, run what was ready, and so on. A loop that
  /// stands still while it is not [#isWaiting()] is held by somebody.
  long turns();

  /// Whether it waits for something to happen.
  boolean isWaiting();

  /// Whether this virtual thread runs on it just now.
  boolean carries(Thread virtual);
}

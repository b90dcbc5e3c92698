package dev.heddle.loop.uring;

/// Whoever has work under way in the ring, and is told of its completion. Called on the loop's
/// thread.
interface Operation {

  /// @param kind which of its works, as it said when it submitted it
  /// @param result what the call would have returned, or an error number negated
  void completed(int kind, int result, int flags);
}

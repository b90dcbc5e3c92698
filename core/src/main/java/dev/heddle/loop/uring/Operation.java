package dev.heddle.loop.uring;

/// Has work in flight in the ring and handles its completion. Called on the loop's thread.
interface Operation {

  /// @param kind which of its works, as it said when it submitted it
  /// @param result what the call would have returned, or an error number negated
  void completed(int kind, int result, int flags);
}

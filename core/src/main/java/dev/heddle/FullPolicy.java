package dev.heddle;

/// What a server does with a client that comes when [Limits#maxConnections()] are open.
///
/// ```java
/// Limits limits = Limits.DEFAULT.withMaxConnections(100).withWhenFull(FullPolicy.REFUSE);
/// ```
public enum FullPolicy {
  /// Leave it in the kernel's backlog until another connection ends. The default.
  WAIT,
  /// Accept it, send it the reason in one line that begins with `error: `, and close.
  REFUSE,
  /// Close a connection that waits for the next message of its client, and let this client in. Of
  /// the address with the most connections, the one that has been silent the longest goes; its
  /// handler reads the end of the stream, as in a drain, and what it has written is sent. A
  /// connection in the middle of a message, or whose message is being answered, is never closed;
  /// neither is one that is not [Connection#evictable]. If there is no other, the client waits, as
  /// with [#WAIT]; so it does on an engine that serves one connection at a time.
  EVICT_IDLE
}

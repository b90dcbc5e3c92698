package dev.heddle;

/// What a server does with a client that comes when [Limits#maxConnections()] are open.
public enum FullPolicy {
  /// Leave it in the kernel's backlog until another connection ends. The default.
  WAIT,
  /// Accept it, tell it why in one line that begins with `error: `, and close.
  REFUSE
}

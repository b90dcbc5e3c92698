package dev.heddle.engine;

import dev.heddle.CloseReason;
import dev.heddle.net.Addresses;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// One open connection, as its server or client watches over it. Every method may be called from
/// any thread.
public abstract class Session {
  // Both belong to the idle watch's thread.
  long seenProgress = -1;
  long idleSince;

  /// The connection's number, as the log names it.
  public abstract long id();

  public abstract SocketAddress peer();

  /// Whether it waits for its peer, to read or to be read.
  public abstract boolean isWaiting();

  /// Grows with each byte that moves.
  public abstract long progress();

  /// What it has carried so far.
  public abstract Traffic traffic();

  /// Ends it at the next message boundary.
  public abstract void endInput();

  /// Closes it, and wakes whatever serves it; the first reason stays.
  public abstract void close(CloseReason reason);

  /// Why it was closed; null while it is open.
  public abstract @Nullable CloseReason closeReason();

  @Override
  public String toString() {
    return "connection " + id() + " (" + Addresses.text(peer()) + ")";
  }
}

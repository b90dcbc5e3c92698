package dev.heddle.observe;

import dev.heddle.ConnectionView;
import dev.heddle.net.Addresses;

/// A connection, and whose it is.
///
/// @param target the server
record TargetConnection(ObservedServer target, ConnectionView connection) {

  /// `connection 7 of chat (127.0.0.1:50312)`.
  @Override
  public String toString() {
    return "connection "
        + connection.id()
        + " of "
        + target.name()
        + " ("
        + Addresses.text(connection.peer())
        + ")";
  }
}

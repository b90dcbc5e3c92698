package dev.heddle.serving;

import java.net.SocketAddress;

/// A bound address on which connections are accepted.
public interface Listening {

  /// The address, with the port that was chosen where 0 was asked for.
  SocketAddress address();

  /// Stops accepting and frees the address; returns when both are done. A second call does nothing.
  void close();
}

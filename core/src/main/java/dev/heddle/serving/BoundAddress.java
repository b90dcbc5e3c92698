package dev.heddle.serving;

import java.net.SocketAddress;

/// An address that is bound, on which connections are accepted or datagrams answered, until it is
/// closed. Thread-safe.
///
/// An engine returns one: [dev.heddle.engine.socket.SocketAcceptor] and
/// [dev.heddle.engine.polled.PolledAcceptor] for connections. A [dev.heddle.ServerListener] is
/// something else: it follows the lifecycle of a server.
public interface BoundAddress {

  /// The address, with the port that was chosen if 0 was requested.
  SocketAddress address();

  /// Stops accepting and frees the address; returns when both are done. A second call does nothing.
  void close();
}

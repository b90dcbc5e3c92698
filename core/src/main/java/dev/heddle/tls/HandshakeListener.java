package dev.heddle.tls;

import dev.heddle.HandshakeFailure;

/// Learns how handshakes end. Called on the connection's thread; must not wait or throw.
public interface HandshakeListener {
  /// Ignores them.
  HandshakeListener NONE =
      new HandshakeListener() {
        @Override
        public void completed(String protocol, long nanos) {}

        @Override
        public void failed(Object connection, HandshakeFailure why, Exception cause) {}
      };

  /// One has succeeded.
  ///
  /// @param protocol the protocol version, by its name in the JDK
  /// @param nanos how long it took, in nanoseconds
  void completed(String protocol, long nanos);

  /// One has failed.
  ///
  /// @param connection names the connection in the log
  void failed(Object connection, HandshakeFailure why, Exception cause);
}

package dev.heddle.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// A bound UDP socket of a loop.
public interface DatagramSocket {

  SocketAddress address();

  /// Parks until a datagram arrives, puts it into `into`, and returns its sender.
  ///
  /// @throws java.nio.channels.ClosedChannelException once it is closed
  /// @throws java.nio.channels.ClosedByInterruptException if the caller was interrupted while it
  ///   waited; the socket stays open, and the caller's interrupt flag is still set
  SocketAddress receive(ByteBuffer into) throws IOException;

  /// Sends a datagram; drops it if the system has no room.
  void send(ByteBuffer payload, SocketAddress to) throws IOException;

  /// From any thread; wakes the receiver. The loop closes it, in one of its next turns.
  void close();

  /// Whether the loop has closed it, so that its port is free. In the loop.
  boolean isClosed();
}

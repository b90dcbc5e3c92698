package dev.heddle;

import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// One datagram: its sender (or its recipient) and its bytes.
///
/// ```java
/// DatagramHandler echo = request -> request.reply(request.payload());
/// ```
///
/// @param peer the other side's address
/// @param payload its bytes, between position and limit
public record Datagram(SocketAddress peer, ByteBuffer payload) {

  /// A datagram back to the sender of this one.
  public Datagram reply(ByteBuffer payload) {
    return new Datagram(peer, payload);
  }
}

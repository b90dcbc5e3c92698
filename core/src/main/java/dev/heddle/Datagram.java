package dev.heddle;

import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// One datagram: who sent it (or shall get it) and its bytes.
///
/// @param peer the other side's address
/// @param payload its bytes, between position and limit
public record Datagram(SocketAddress peer, ByteBuffer payload) {

  /// A datagram back to where this one came from.
  public Datagram reply(ByteBuffer payload) {
    return new Datagram(peer, payload);
  }
}

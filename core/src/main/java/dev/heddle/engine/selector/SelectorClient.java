package dev.heddle.engine.selector;

import dev.heddle.ProxyHeader;
import dev.heddle.proxy.HeaderGuard;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A client whose connection is about to be served. Belongs to the loop.
///
/// @param channel in non-blocking mode
/// @param peer its address; behind a proxy, what the header says
/// @param header what a proxy has said of it; null if there was none
/// @param early what has been received after the header
/// @param headerGuard against a header where none may come; null if that is known already
record SelectorClient(
    SocketChannel channel,
    SocketAddress peer,
    @Nullable ProxyHeader header,
    ByteBuffer early,
    @Nullable HeaderGuard headerGuard) {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// A client of which no proxy has said anything.
  static SelectorClient direct(
      SocketChannel channel, SocketAddress peer, @Nullable HeaderGuard headerGuard) {
    return new SelectorClient(channel, peer, null, NOTHING, headerGuard);
  }
}

package dev.heddle.loop.nio;

import dev.heddle.loop.Poller;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/// An accepted connection whose JDK channel is available to an engine that serves it by callbacks.
public interface NioIncoming extends Poller.Incoming {

  /// The socket, set up and in non-blocking mode; the caller owns it.
  SocketChannel take() throws IOException;
}

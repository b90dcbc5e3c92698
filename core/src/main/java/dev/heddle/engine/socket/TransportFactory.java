package dev.heddle.engine.socket;

import dev.heddle.transport.Transport;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/// How an engine carries the bytes of a connected socket, which is the transport's from then on.
@FunctionalInterface
public interface TransportFactory {
  Transport of(SocketChannel channel) throws IOException;
}

package dev.heddle.sim.parity;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// The two ends of a connection on loopback. Both are closed with it.
record Pair<T extends Closeable>(T client, T server) implements AutoCloseable {
  static Pair<Socket> ofSockets() throws IOException {
    try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var client = new Socket();
      client.connect(listener.getLocalSocketAddress());
      return new Pair<>(client, listener.accept());
    }
  }

  static Pair<SocketChannel> ofChannels() throws IOException {
    try (ServerSocketChannel listener = listen()) {
      SocketChannel client = SocketChannel.open(listener.getLocalAddress());
      return new Pair<>(client, listener.accept());
    }
  }

  /// A channel that listens on loopback.
  static ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
  }
}

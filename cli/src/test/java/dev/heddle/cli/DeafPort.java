package dev.heddle.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A port of this machine without a listener, reserved until it is closed.
final class DeafPort implements AutoCloseable {
  private final Socket bound = new Socket();

  DeafPort() throws IOException {
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  String address() {
    return "127.0.0.1:" + bound.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}

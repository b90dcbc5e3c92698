package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.engine.socket.SocketConnect;
import dev.heddle.engine.socket.SocketTransport;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunningClientTest {

  @Test
  void anInterruptThatComesWhileAThreadConnectsIsNotLost() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Client client = Client.builder().engine(new Interrupting()).build()) {
      Connection connection = client.connect(listening.getLocalSocketAddress());
      assertThat(Thread.interrupted()).as("still interrupted").isTrue();
      connection.abort();
    }
  }

  /// Its callers are interrupted in the moment in which the connection is open.
  private static final class Interrupting extends ServingEngine {
    @Override
    public String name() {
      return "interrupting";
    }

    @Override
    public int capacity() {
      return 1;
    }

    @Override
    public BoundAddress listen(SocketAddress address, ConnectionHost host) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Transport connect(SocketAddress address, Duration timeout) throws IOException {
      Transport connected = SocketConnect.connect(address, timeout, SocketTransport::new);
      Thread.currentThread().interrupt();
      return connected;
    }

    @Override
    public void start(Runnable task) {
      throw new UnsupportedOperationException();
    }
  }
}

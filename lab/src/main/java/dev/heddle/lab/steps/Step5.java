package dev.heddle.lab.steps;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Coroutines on a loop of our own.
final class Step5 implements Step.Running {
  private final Scheduler scheduler = new Scheduler();
  private final ServerSocketChannel listening = ServerSocketChannel.open();

  private Step5(int port) throws IOException {
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    listening.configureBlocking(false);
    scheduler.spawn(this::accept);
  }

  static Step5 start(int port) throws IOException {
    var server = new Step5(port);
    Thread.ofPlatform().daemon().name("scheduler").start(server::run);
    return server;
  }

  private void run() {
    try {
      scheduler.run();
    } catch (IOException e) {
      System.err.println("the scheduler has failed: " + e.getMessage());
    }
  }

  // region server
  private void accept() throws IOException {
    while (true) {
      scheduler.await(listening, SelectionKey.OP_ACCEPT);
      SocketChannel client = listening.accept();
      client.configureBlocking(false);
      scheduler.spawn(() -> talk(client));
    }
  }

  /// Reads as if it waited; what waits is this coroutine, not the thread.
  private void talk(SocketChannel client) throws IOException {
    try (client) {
      var bytes = ByteBuffer.allocate(1024);
      while (true) {
        scheduler.await(client, SelectionKey.OP_READ);
        if (client.read(bytes.clear()) < 0) {
          return;
        }
        for (bytes.flip(); bytes.hasRemaining(); client.write(bytes)) {
          scheduler.await(client, SelectionKey.OP_WRITE);
        }
      }
    }
  }

  // endregion

  @Override
  public int port() {
    return listening.socket().getLocalPort();
  }

  @Override
  public void close() {
    scheduler.close();
  }
}

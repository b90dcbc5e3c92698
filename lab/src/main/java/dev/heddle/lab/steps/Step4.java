package dev.heddle.lab.steps;

import dev.heddle.Engine;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;

/// One thread, a selector, and callbacks.
final class Step4 implements Step.Running {
  private final Selector selector;
  private final ServerSocketChannel listening;

  private Step4(int port) throws IOException {
    selector = Selector.open();
    listening = ServerSocketChannel.open();
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    listening.configureBlocking(false);
    listening.register(selector, SelectionKey.OP_ACCEPT);
  }

  static Step4 start(int port) throws IOException {
    var server = new Step4(port);
    Thread.ofPlatform().daemon().name("selector").start(server::loop);
    return server;
  }

  // region loop
  private void loop() {
    while (selector.isOpen()) {
      try {
        selector.select(this::ready); // waits for all of them at once
      } catch (IOException e) {
        System.err.println("cannot select: " + e.getMessage());
        return;
      }
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
      } else if (key.isReadable()) {
        received(key);
      } else if (key.isWritable()) {
        send(key);
      }
    } catch (IOException e) {
      close(key);
    }
  }

  // endregion

  // region callbacks
  private void accept() throws IOException {
    SocketChannel client = listening.accept();
    client.configureBlocking(false);
    client.register(selector, SelectionKey.OP_READ);
  }

  private void received(SelectionKey key) throws IOException {
    var bytes = ByteBuffer.allocate(1024);
    if (((SocketChannel) key.channel()).read(bytes) < 0) {
      close(key);
      return;
    }
    key.attach(bytes.flip()); // what this client is still to be sent
    send(key);
  }

  private void send(SelectionKey key) throws IOException {
    var bytes = (ByteBuffer) key.attachment();
    ((SocketChannel) key.channel()).write(bytes); // as much as goes without waiting
    // Until all of it is sent, read no more: that is all the back-pressure there is.
    key.interestOps(bytes.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  // endregion

  private void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      System.err.println("cannot close: " + e.getMessage());
    }
  }

  @Override
  public int port() {
    return listening.socket().getLocalPort();
  }

  @Override
  public void close() {
    Set<SelectionKey> keys = Set.copyOf(selector.keys());
    keys.forEach(this::close);
    try {
      selector.close();
    } catch (IOException e) {
      System.err.println("cannot close: " + e.getMessage());
    }
  }

  // region heddle
  static Server startOnHeddle() throws IOException {
    return Server.callbacks(Echo::new).engine(Engine.selector()).start();
  }

  static final class Echo implements Protocol {
    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      outbox.send(bytes);
    }
  }
  // endregion
}

package dev.heddle.sim.net.channels;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// The network that a contract is tried on, with what its tests need of it.
interface Stack {
  SelectorProvider provider();

  /// A listener on a free port.
  default ServerSocketChannel listen() throws IOException {
    return listen(50);
  }

  default ServerSocketChannel listen(int backlog) throws IOException {
    return provider()
        .openServerSocketChannel()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), backlog);
  }

  /// Two ends of a connection, in blocking mode.
  default Pair pair() throws IOException {
    try (ServerSocketChannel listener = listen()) {
      SocketChannel client = provider().openSocketChannel();
      client.connect(listener.getLocalAddress());
      return new Pair(client, listener.accept());
    }
  }

  /// @param server the end that was accepted
  record Pair(SocketChannel client, SocketChannel server) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      client.close();
      server.close();
    }
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads so many bytes, or fewer at the end.
  static String read(SocketChannel channel, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }

  static void reset(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  /// Whether a method of a stack has this in its name or its class's.
  static boolean mentions(StackTraceElement[] stack, String text) {
    return Arrays.stream(stack)
        .anyMatch(each -> (each.getClassName() + "." + each.getMethodName()).contains(text));
  }

  /// Runs on a thread of its own.
  static <T> CompletableFuture<T> start(Thread.Builder kind, Callable<T> task) {
    var result = new CompletableFuture<T>();
    kind.start(() -> {
      try {
        result.complete(task.call());
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }

  static <T> CompletableFuture<T> start(Callable<T> task) {
    return start(Thread.ofPlatform().daemon(), task);
  }
}

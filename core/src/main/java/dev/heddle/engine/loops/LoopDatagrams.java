package dev.heddle.engine.loops;

import dev.heddle.Datagram;
import dev.heddle.loop.DatagramSocket;
import dev.heddle.loop.EventLoop;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.DatagramHost;
import dev.heddle.serving.DatagramService;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/// Answers one datagram after another in a virtual thread of a loop. Thread-safe.
final class LoopDatagrams implements BoundAddress, DatagramService.Port {
  private final EventLoop loop;
  private final DatagramSocket socket;
  private final EventLoop.FailureListener failures;
  private volatile boolean closed;

  private LoopDatagrams(EventLoop loop, DatagramSocket socket, DatagramHost host) {
    this.loop = loop;
    this.socket = socket;
    this.failures = host::engineFailed;
  }

  /// Binds the address and begins to answer; waits for the loop to do so.
  static LoopDatagrams listen(EventLoop loop, SocketAddress address, DatagramHost host)
      throws IOException {
    DatagramSocket socket = loop.call(() -> loop.poller().bind(address));
    var datagrams = new LoopDatagrams(loop, socket, host);
    try {
      loop.addFailureListener(datagrams.failures);
      loop.threads().start(() -> DatagramService.run(datagrams, host));
    } catch (Throwable e) { // no memory for a thread: nobody would read
      datagrams.close();
      throw e;
    }
    return datagrams;
  }

  @Override
  public SocketAddress address() {
    return socket.address();
  }

  /// The port is free when this returns, except in the loop, which cannot wait for itself.
  @Override
  public void close() {
    closed = true;
    loop.removeFailureListener(failures);
    socket.close();
    try {
      boolean ended = loop.inLoop();
      while (!ended) {
        ended = loop.call(socket::isClosed);
      }
    } catch (IOException e) {
      // The loop has ended, and the socket with it.
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public @Nullable SocketAddress receive(ByteBuffer into) throws IOException {
    try {
      return socket.receive(into);
    } catch (ClosedByInterruptException e) {
      Thread.interrupted(); // meant for a handler that has returned: the socket is still open
      return null;
    }
  }

  @Override
  public int send(Datagram answer) throws IOException {
    int size = answer.payload().remaining();
    socket.send(answer.payload(), answer.peer());
    return size;
  }
}

package dev.heddle.engine.loops;

import dev.heddle.Datagram;
import dev.heddle.loop.DatagramSocket;
import dev.heddle.loop.EventLoop;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.DatagramHost;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/// Answers one datagram after another in a virtual thread of a loop. Thread-safe.
final class LoopDatagrams implements BoundAddress {
  private static final int LARGEST = 65_535;

  private final EventLoop loop;
  private final DatagramSocket socket;
  private final DatagramHost host;
  private final EventLoop.FailureListener failures;
  private volatile boolean closed;

  private LoopDatagrams(EventLoop loop, DatagramSocket socket, DatagramHost host) {
    this.loop = loop;
    this.socket = socket;
    this.host = host;
    this.failures = host::engineFailed;
  }

  /// Binds the address and begins to answer; waits for the loop to do so.
  static LoopDatagrams listen(EventLoop loop, SocketAddress address, DatagramHost host)
      throws IOException {
    DatagramSocket socket = loop.call(() -> loop.poller().bind(address));
    var datagrams = new LoopDatagrams(loop, socket, host);
    try {
      loop.addFailureListener(datagrams.failures);
      loop.threads().start(datagrams::run);
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

  /// Serves until closed. If it ends for another reason, so does its server.
  private void run() {
    try {
      serve(ByteBuffer.allocateDirect(LARGEST));
    } catch (Throwable e) {
      host.engineFailed(e);
    }
  }

  private void serve(ByteBuffer buffer) throws ClosedChannelException {
    while (!closed) {
      try {
        SocketAddress peer = socket.receive(buffer.clear());
        Datagram answer = host.reply(new Datagram(peer, buffer.flip()));
        if (answer != null) {
          int size = answer.payload().remaining();
          socket.send(answer.payload(), answer.peer());
          host.sent(size);
        }
      } catch (ClosedByInterruptException e) {
        Thread.interrupted(); // meant for a handler that has returned: the socket is still open
      } catch (ClosedChannelException e) {
        if (!closed) {
          throw e;
        }
      } catch (Throwable e) {
        host.failed(e); // about one datagram: an answer that is too long, or to nowhere
      }
    }
  }
}

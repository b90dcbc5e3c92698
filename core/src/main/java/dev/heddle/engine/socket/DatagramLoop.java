package dev.heddle.engine.socket;

import dev.heddle.Datagram;
import dev.heddle.net.Sockets;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.DatagramHost;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Answers one datagram after another on a thread that blocks in `receive`.
public final class DatagramLoop implements BoundAddress {
  private static final int LARGEST = 65_535;

  private final DatagramChannel channel;
  private final SocketAddress address;
  private final DatagramHost host;
  private final ReentrantLock receiving = new ReentrantLock();
  private volatile boolean closed;

  public DatagramLoop(SocketAddress requested, DatagramHost host) throws IOException {
    JdkPoller.load();
    this.channel = Sockets.bind(requested);
    this.address = channel.getLocalAddress();
    this.host = host;
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void close() {
    closed = true;
    Sockets.close(channel);
    receiving.lock();
    try {
      // The receive has returned: only now has the kernel given the address back.
    } finally {
      receiving.unlock();
    }
  }

  /// Serves until closed. If it ends for another reason, so does its server.
  public void run() {
    try {
      serve(ByteBuffer.allocateDirect(LARGEST));
    } catch (Throwable e) {
      host.engineFailed(e);
    }
  }

  private void serve(ByteBuffer buffer) throws ClosedChannelException {
    while (!closed) {
      try {
        SocketAddress peer = receive(buffer.clear());
        if (peer != null) {
          send(host.reply(new Datagram(peer, buffer.flip())));
        }
      } catch (ClosedChannelException e) {
        if (!closed) {
          throw e; // an interrupt closes the channel, too
        }
      } catch (Throwable e) {
        host.failed(e); // about one datagram: a peer that is gone, an answer that cannot be sent
      }
    }
  }

  private @Nullable SocketAddress receive(ByteBuffer buffer) throws IOException {
    receiving.lock();
    try {
      return channel.receive(buffer);
    } finally {
      receiving.unlock();
    }
  }

  private void send(@Nullable Datagram answer) throws IOException {
    if (answer != null) {
      host.sent(channel.send(answer.payload(), answer.peer()));
    }
  }
}

package dev.heddle.engine.socket;

import dev.heddle.Datagram;
import dev.heddle.net.Sockets;
import dev.heddle.serving.BoundAddress;
import dev.heddle.serving.DatagramHost;
import dev.heddle.serving.DatagramService;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Answers one datagram after another on a thread that blocks in `receive`.
public final class DatagramLoop implements BoundAddress, DatagramService.Port {
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

  @Override
  public boolean isClosed() {
    return closed;
  }

  /// Serves until closed; an interrupt closes the channel, and so the server.
  public void run() {
    DatagramService.run(this, host);
  }

  @Override
  public @Nullable SocketAddress receive(ByteBuffer into) throws IOException {
    receiving.lock();
    try {
      return channel.receive(into);
    } finally {
      receiving.unlock();
    }
  }

  @Override
  public int send(Datagram answer) throws IOException {
    return channel.send(answer.payload(), answer.peer());
  }
}

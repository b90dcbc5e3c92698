package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.DatagramEnd;
import dev.heddle.sim.net.ListeningSocket;
import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.StreamSocket;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;

/// What `SelectorProvider.provider()` answers in a world. Thread-safe. What it opens belongs to the
/// calling code's host, and behaves as the JDK's on Linux does, to the messages of its exceptions.
public final class SimulatedProvider extends SelectorProvider {
  private final Network network;

  public SimulatedProvider(Network network) {
    this.network = network;
  }

  @Override
  public AbstractSelector openSelector() throws IOException {
    return new SimulatedSelector(this, network);
  }

  @Override
  public SocketChannel openSocketChannel() throws IOException {
    return new StreamChannel(this, network, stream(), false);
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() throws IOException {
    return new ListenerChannel(this, network, listener(), false);
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
    return new StreamChannel(this, network, stream(), isUnix(family));
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
    return new ListenerChannel(this, network, listener(), isUnix(family));
  }

  private static boolean isUnix(ProtocolFamily family) {
    return switch (Objects.requireNonNull(family)) {
      case StandardProtocolFamily.UNIX -> true;
      case StandardProtocolFamily.INET, StandardProtocolFamily.INET6 -> false;
      default -> throw new UnsupportedOperationException("Protocol family not supported");
    };
  }

  @Override
  public DatagramChannel openDatagramChannel() throws IOException {
    network.lock();
    try {
      return new DatagramEndChannel(this, network, DatagramEnd.open(network));
    } finally {
      network.unlock();
    }
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    if (isUnix(family)) {
      throw new UnsupportedOperationException("Protocol family not supported");
    }
    return openDatagramChannel();
  }

  @Override
  public Pipe openPipe() throws IOException {
    StreamSocket source = stream();
    StreamSocket sink;
    try {
      sink = stream();
    } catch (IOException e) {
      closed(source);
      throw e;
    }
    network.lock();
    try {
      StreamSocket.join(source, sink);
    } finally {
      network.unlock();
    }
    return new SimulatedPipe(
        new PipeEnds.Source(this, StreamChannel.accepted(this, network, source)),
        new PipeEnds.Sink(this, StreamChannel.accepted(this, network, sink)));
  }

  private void closed(StreamSocket socket) {
    network.lock();
    try {
      socket.close(false);
    } finally {
      network.unlock();
    }
  }

  private StreamSocket stream() throws IOException {
    network.lock();
    try {
      return StreamSocket.open(network);
    } finally {
      network.unlock();
    }
  }

  private ListeningSocket listener() throws IOException {
    network.lock();
    try {
      return ListeningSocket.open(network);
    } finally {
      network.unlock();
    }
  }
}

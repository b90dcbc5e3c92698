package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.DatagramEnd;
import dev.heddle.sim.net.Network;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What stands behind a `DatagramSocket`, without multicast. Thread-safe.
public class SimulatedDatagramSocketImpl extends DatagramSocketImpl {
  private static final String NO_MULTICAST = "multicast is not simulated";

  private final Network network;
  private @Nullable DatagramEnd end; // guarded by the network's lock, as the rest
  private @Nullable InetSocketAddress initial;
  private boolean closed;
  private int timeToLive = 1;
  private volatile int timeout;

  public SimulatedDatagramSocketImpl(Network network) {
    this.network = network;
  }

  private DatagramEnd end() throws SocketException {
    if (closed || end == null) {
      throw new SocketException("Socket closed");
    }
    return end;
  }

  @Override
  protected void create() throws SocketException {
    network.lock();
    try {
      end = DatagramEnd.open(network);
    } finally {
      network.unlock();
    }
  }

  @Override
  protected void bind(int port, InetAddress address) throws SocketException {
    network.lock();
    try {
      DatagramEnd own = end();
      own.bind(AddressChecks.local(new InetSocketAddress(address, port)));
      localPort = AddressChecks.port(own.local());
    } finally {
      network.unlock();
    }
  }

  @Override
  protected void connect(InetAddress address, int port) throws SocketException {
    network.lock();
    try {
      DatagramEnd own = end();
      initial = own.local();
      own.connect(new InetSocketAddress(address, port));
    } finally {
      network.unlock();
    }
  }

  @Override
  protected void disconnect() {
    network.lock();
    try {
      if (!closed && end != null && initial != null) {
        end.disconnect(initial);
      }
    } finally {
      network.unlock();
    }
  }

  @Override
  protected void send(DatagramPacket packet) throws IOException {
    ByteBuffer payload = ByteBuffer.wrap(packet.getData(), packet.getOffset(), packet.getLength());
    network.lock();
    try {
      end().send(payload, AddressChecks.target(packet.getSocketAddress()));
    } finally {
      network.unlock();
    }
  }

  @Override
  protected void receive(DatagramPacket packet) throws IOException {
    network.lock();
    try {
      DatagramEnd own = end();
      var patience = new Patience(network, own, SocketStreams.nanos(timeout));
      try {
        while (!take(own, packet)) {
          if (!patience.await()) {
            throw new SocketTimeoutException("Receive timed out");
          }
          end();
        }
      } finally {
        patience.end();
      }
    } finally {
      network.unlock();
    }
  }

  private static boolean take(DatagramEnd from, DatagramPacket packet) throws IOException {
    byte[] data = packet.getData();
    int offset = packet.getOffset();
    ByteBuffer into = ByteBuffer.wrap(data, offset, data.length - offset);
    SocketAddress source = from.receive(into);
    if (source == null) {
      return false;
    }
    packet.setSocketAddress(source);
    packet.setLength(into.position() - offset);
    return true;
  }

  @Override
  protected void close() {
    network.lock();
    try {
      closed = true;
      if (end != null) {
        end.close();
      }
    } finally {
      network.unlock();
    }
  }

  @Override
  public void setOption(int id, @Nullable Object value) throws SocketException {
    network.lock();
    try {
      DatagramEnd own = end();
      switch (value) {
        case Integer number when id == SO_TIMEOUT -> timeout = number;
        case Integer number when id == SO_RCVBUF -> own.receiveBuffer(number);
        case Integer number when id == SO_SNDBUF -> own.sendBuffer(number);
        case Boolean on when id == SO_REUSEADDR -> own.reuse(on);
        case null, default -> {} // the others have no effect here
      }
    } finally {
      network.unlock();
    }
  }

  @Override
  public Object getOption(int id) throws SocketException {
    network.lock();
    try {
      DatagramEnd own = end();
      InetSocketAddress local = own.local();
      return switch (id) {
        case SO_TIMEOUT -> timeout;
        case SO_RCVBUF -> own.receiveBuffer();
        case SO_SNDBUF -> own.sendBuffer();
        case SO_REUSEADDR -> own.reuse();
        case SO_BINDADDR -> local == null ? AddressChecks.ANY : local.getAddress();
        case IP_TOS -> 0;
        case SO_BROADCAST -> true;
        default -> false;
      };
    } finally {
      network.unlock();
    }
  }

  @Override
  protected int peek(InetAddress address) throws IOException {
    throw new IOException("peek is not simulated");
  }

  @Override
  protected int peekData(DatagramPacket packet) throws IOException {
    throw new IOException("peek is not simulated");
  }

  @Override
  @SuppressWarnings({"removal", "deprecation"}) // abstract above
  protected void setTTL(byte ttl) {
    setTimeToLive(ttl);
  }

  @Override
  @SuppressWarnings({"removal", "deprecation"}) // abstract above
  protected byte getTTL() {
    return (byte) getTimeToLive();
  }

  @Override
  protected void setTimeToLive(int ttl) {
    network.lock();
    try {
      timeToLive = ttl;
    } finally {
      network.unlock();
    }
  }

  @Override
  protected int getTimeToLive() {
    network.lock();
    try {
      return timeToLive;
    } finally {
      network.unlock();
    }
  }

  @Override
  protected void join(InetAddress group) throws IOException {
    throw new SocketException(NO_MULTICAST);
  }

  @Override
  protected void leave(InetAddress group) throws IOException {
    throw new SocketException(NO_MULTICAST);
  }

  @Override
  protected void joinGroup(SocketAddress group, NetworkInterface by) throws IOException {
    throw new SocketException(NO_MULTICAST);
  }

  @Override
  protected void leaveGroup(SocketAddress group, NetworkInterface by) throws IOException {
    throw new SocketException(NO_MULTICAST);
  }
}

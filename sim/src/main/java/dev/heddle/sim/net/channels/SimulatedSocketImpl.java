package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.ListeningSocket;
import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.StreamSocket;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What stands behind a `Socket` or `ServerSocket`. Thread-safe.
///
/// Other than a channel, it survives the interrupt of a platform thread; the interrupt of a virtual
/// one closes it.
public class SimulatedSocketImpl extends SocketImpl {
  private static final int BACKLOG = 50;

  final Network network;
  private final boolean server;
  private final SocketIo io;
  private @Nullable ListeningSocket listener;
  private volatile int timeout;
  private boolean urgentInline;

  /// @param server whether it belongs to a `ServerSocket`
  public SimulatedSocketImpl(Network network, boolean server) {
    this.network = network;
    this.server = server;
    this.io = new SocketIo(network);
  }

  @Override
  protected void create(boolean stream) throws IOException {
    if (!stream) {
      throw new IOException("Datagram socket creation not supported");
    }
    network.lock();
    try {
      if (server) {
        listener = ListeningSocket.open(network);
      } else {
        io.open(StreamSocket.open(network));
      }
      fd = new FileDescriptor();
    } finally {
      network.unlock();
    }
  }

  @Override
  protected void connect(String host, int port) throws IOException {
    connect(new InetSocketAddress(host, port), timeout);
  }

  @Override
  protected void connect(InetAddress address, int port) throws IOException {
    connect(new InetSocketAddress(address, port), timeout);
  }

  @Override
  protected void connect(SocketAddress remote, int millis) throws IOException {
    if (!(remote instanceof InetSocketAddress inet)) {
      throw new IOException("Unsupported address type");
    }
    if (inet.isUnresolved()) {
      throw new UnknownHostException(inet.getHostName());
    }
    InetSocketAddress target = AddressChecks.target(inet);
    address = target.getAddress();
    port = target.getPort();
    try {
      io.connect(target, SocketStreams.nanos(millis));
      localport = io.localPort();
    } catch (SocketTimeoutException e) {
      close();
      throw e;
    } catch (InterruptedIOException e) {
      close();
      throw new SocketException("Closed by interrupt");
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  protected void bind(InetAddress host, int port) throws IOException {
    InetSocketAddress local = AddressChecks.local(new InetSocketAddress(host, port));
    network.lock();
    try {
      if (listener != null) {
        listener.bind(local);
        localport = AddressChecks.port(listener.local());
      } else {
        io.socket().bind(local);
        localport = io.localPort();
      }
      address = host;
    } finally {
      network.unlock();
    }
  }

  @Override
  protected void listen(int backlog) throws IOException {
    network.lock();
    try {
      listening().listen(backlog < 1 ? BACKLOG : backlog);
    } finally {
      network.unlock();
    }
  }

  private ListeningSocket listening() throws SocketException {
    if (listener == null) {
      throw new SocketException("Not a server socket");
    }
    return listener;
  }

  @Override
  protected void accept(SocketImpl into) throws IOException {
    StreamSocket accepted;
    network.lock();
    try {
      accepted = take(listening());
    } finally {
      network.unlock();
    }
    ((SimulatedSocketImpl) into).adopt(accepted);
  }

  private StreamSocket take(ListeningSocket from) throws IOException {
    var patience = new Patience(network, from, SocketStreams.nanos(timeout));
    try {
      while (true) {
        if (from.isClosed()) {
          throw new SocketException("Socket closed");
        }
        StreamSocket accepted = from.accept();
        if (accepted != null) {
          return accepted;
        }
        if (!patience.await()) {
          throw new SocketTimeoutException("Accept timed out");
        }
      }
    } finally {
      patience.end();
    }
  }

  private void adopt(StreamSocket accepted) throws IOException {
    network.lock();
    try {
      io.adopt(accepted);
      InetSocketAddress remote = (InetSocketAddress) accepted.remote();
      if (remote != null) {
        address = remote.getAddress();
        port = remote.getPort();
      }
      localport = io.localPort();
      fd = new FileDescriptor();
    } finally {
      network.unlock();
    }
  }

  @Override
  protected InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) > 0 ? one[0] & 0xff : -1;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return io.read(into, offset, length, SocketStreams.nanos(timeout));
      }

      @Override
      public int available() throws IOException {
        return SimulatedSocketImpl.this.available();
      }

      @Override
      public void close() throws IOException {
        SimulatedSocketImpl.this.close();
      }
    };
  }

  @Override
  protected OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        io.write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        io.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        SimulatedSocketImpl.this.close();
      }
    };
  }

  @Override
  protected int available() throws IOException {
    return io.available();
  }

  @Override
  protected void close() throws IOException {
    network.lock();
    try {
      if (listener != null) {
        listener.close();
      }
      io.close();
    } finally {
      network.unlock();
    }
  }

  @Override
  protected void shutdownInput() throws IOException {
    io.shutdownInput();
  }

  @Override
  protected void shutdownOutput() throws IOException {
    io.shutdownOutput();
  }

  @Override
  protected void sendUrgentData(int data) throws IOException {
    throw new SocketException("Urgent data not supported");
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return server ? ListenerChannel.OPTIONS : StreamOptions.INET;
  }

  @Override
  protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
    OptionChecks.check(supportedOptions(), name, value);
    network.lock();
    try {
      if (listener != null) {
        ListenerChannel.set(listener, name, value);
      } else {
        io.options().set(name, value);
      }
    } finally {
      network.unlock();
    }
  }

  @Override
  protected <T> T getOption(SocketOption<T> name) throws IOException {
    OptionChecks.checkName(supportedOptions(), name);
    network.lock();
    try {
      return listener != null ? ListenerChannel.get(listener, name) : io.options().get(name);
    } finally {
      network.unlock();
    }
  }

  @Override
  public void setOption(int id, @Nullable Object value) throws SocketException {
    if (id == SO_TIMEOUT && value instanceof Integer millis) {
      timeout = millis;
    } else if (id == SO_OOBINLINE && value instanceof Boolean on) {
      urgentInline = on;
    } else if (id == SO_LINGER) {
      int seconds = value instanceof Integer given ? given : -1;
      Translated.option(() -> setOption(StandardSocketOptions.SO_LINGER, seconds));
    } else {
      Translated.option(() -> setOption(LegacyOptions.name(id), LegacyOptions.value(id, value)));
    }
  }

  private InetAddress localAddress() throws IOException {
    network.lock();
    try {
      SocketAddress local = listener != null ? listener.local() : io.socket().local();
      return local instanceof InetSocketAddress inet ? inet.getAddress() : AddressChecks.ANY;
    } finally {
      network.unlock();
    }
  }

  @Override
  public Object getOption(int id) throws SocketException {
    if (id == SO_TIMEOUT) {
      return timeout;
    }
    if (id == SO_OOBINLINE) {
      return urgentInline;
    }
    if (id == SO_BINDADDR) {
      return Translated.option(this::localAddress);
    }
    Object value = Translated.option(() -> getOption(LegacyOptions.name(id)));
    return id == SO_LINGER && value.equals(-1) ? false : value;
  }
}

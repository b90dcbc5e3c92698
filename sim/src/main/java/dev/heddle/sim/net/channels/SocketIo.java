package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.StreamSocket;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The connection behind a `Socket`. Thread-safe: calls in one direction take turns.
final class SocketIo {
  private final Network network;
  private @Nullable StreamSocket socket; // guarded by the network's lock, as the rest
  private @Nullable StreamOptions options;
  private boolean connected;
  private boolean closed;
  private boolean inputShut;
  private boolean outputShut;
  private boolean reading;
  private boolean writing;
  private boolean ended; // a read has seen the end: no later one sees anything else
  private boolean resetSeen;

  SocketIo(Network network) {
    this.network = network;
  }

  void open(StreamSocket fresh) {
    socket = fresh;
    options = new StreamOptions(fresh);
  }

  void adopt(StreamSocket accepted) {
    open(accepted);
    connected = true;
  }

  StreamSocket socket() throws SocketException {
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (socket == null) {
      throw new SocketException("Socket not created");
    }
    return socket;
  }

  StreamOptions options() throws SocketException {
    socket();
    return Objects.requireNonNull(options);
  }

  int localPort() throws SocketException {
    network.lock();
    try {
      return AddressChecks.port(socket().local());
    } finally {
      network.unlock();
    }
  }

  private StreamSocket connectedSocket() throws SocketException {
    StreamSocket own = socket();
    if (!connected) {
      throw new SocketException("Not connected");
    }
    return own;
  }

  void connect(InetSocketAddress target, long nanos) throws IOException {
    network.lock();
    try {
      StreamSocket own = socket();
      if (connected) {
        throw new SocketException("Already connected");
      }
      own.connect(target);
      var patience = new Patience(network, own, nanos);
      try {
        while (!own.connected()) {
          if (!await(patience)) {
            throw new SocketTimeoutException("Connect timed out");
          }
        }
      } finally {
        patience.end();
      }
      connected = true;
    } finally {
      network.unlock();
    }
  }

  /// @return false if the time is over
  /// @throws SocketException if the socket is closed meanwhile
  private boolean await(Patience patience) throws SocketException, InterruptedIOException {
    boolean inTime = patience.await();
    socket();
    return inTime;
  }

  int read(byte[] into, int offset, int length, long nanos) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    network.lock();
    try {
      if (ended) {
        return -1;
      }
      StreamSocket own = connectedSocket();
      var patience = new Patience(network, own, nanos);
      try {
        return read(own, ByteBuffer.wrap(into, offset, length), patience);
      } finally {
        patience.end();
      }
    } finally {
      network.unlock();
    }
  }

  private int read(StreamSocket own, ByteBuffer into, Patience patience) throws IOException {
    while (reading) {
      inTime(await(patience));
    }
    reading = true;
    try {
      while (true) {
        int count = inputShut ? StreamSocket.END : readOnce(own, into);
        if (count != StreamSocket.UNAVAILABLE) {
          ended = count == StreamSocket.END;
          return count;
        }
        inTime(await(patience));
      }
    } finally {
      reading = false;
      own.wake();
    }
  }

  private static void inTime(boolean inTime) throws SocketTimeoutException {
    if (!inTime) {
      throw new SocketTimeoutException("Read timed out");
    }
  }

  private int readOnce(StreamSocket own, ByteBuffer into) throws SocketException {
    if (resetSeen) {
      throw new SocketException("Connection reset");
    }
    try {
      return own.read(into);
    } catch (SocketException e) {
      resetSeen = true;
      throw e;
    } catch (IOException e) {
      throw new SocketException(e.getMessage());
    }
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    network.lock();
    try {
      StreamSocket own = connectedSocket();
      var patience = new Patience(network, own, SocketStreams.nanos(0));
      try {
        write(own, ByteBuffer.wrap(bytes, offset, length), patience);
      } finally {
        patience.end();
      }
    } finally {
      network.unlock();
    }
  }

  private void write(StreamSocket own, ByteBuffer source, Patience patience) throws IOException {
    while (writing) {
      await(patience);
    }
    writing = true;
    try {
      while (source.hasRemaining()) {
        if (writeOnce(own, source) == StreamSocket.UNAVAILABLE) {
          await(patience);
        }
      }
    } finally {
      writing = false;
      own.wake();
    }
  }

  private static int writeOnce(StreamSocket own, ByteBuffer source) throws SocketException {
    try {
      return own.write(source);
    } catch (IOException e) {
      throw e instanceof SocketException same ? same : new SocketException(e.getMessage());
    }
  }

  int available() throws IOException {
    network.lock();
    try {
      StreamSocket own = connectedSocket();
      return inputShut ? 0 : own.available();
    } finally {
      network.unlock();
    }
  }

  void shutdownInput() throws IOException {
    network.lock();
    try {
      StreamSocket own = connectedSocket();
      if (!inputShut) {
        inputShut = true;
        own.shutdownInput();
      }
    } finally {
      network.unlock();
    }
  }

  void shutdownOutput() throws IOException {
    network.lock();
    try {
      StreamSocket own = connectedSocket();
      if (!outputShut) {
        outputShut = true;
        own.shutdownOutput();
      }
    } finally {
      network.unlock();
    }
  }

  /// Needs the network's lock.
  void close() {
    if (!closed) {
      closed = true;
      if (socket != null && options != null) {
        socket.close(options.get(StandardSocketOptions.SO_LINGER) == 0);
      }
    }
  }
}

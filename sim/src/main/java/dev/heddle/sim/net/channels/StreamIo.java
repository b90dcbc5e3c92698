package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.Pollable;
import dev.heddle.sim.net.StreamSocket;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Arrays;
import java.util.Objects;

/// Reading from and writing to a connection, and waiting for it. Thread-safe: one thread reads and
/// one writes at a time, others wait for their turn.
abstract class StreamIo extends SocketChannel implements Selectable {
  final StreamSocket socket;
  final Network network;
  volatile boolean connected;
  volatile boolean inputShut;
  volatile boolean outputShut;
  private boolean reading; // guarded by the network's lock, as the rest
  private boolean writing;
  private boolean resetSeen;

  StreamIo(SelectorProvider provider, Network network, StreamSocket socket) {
    super(provider);
    this.network = network;
    this.socket = socket;
  }

  @Override
  public final Pollable pollable() {
    return socket;
  }

  final void ensureOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  private void ensureConnected() throws ClosedChannelException {
    ensureOpen();
    if (!connected) {
      throw new NotYetConnectedException();
    }
  }

  @Override
  public final int read(ByteBuffer into) throws IOException {
    Objects.requireNonNull(into);
    return (int) read(new ByteBuffer[] {into}, Pollable.FOREVER);
  }

  @Override
  public final long read(ByteBuffer[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    return read(slice(into, offset, length), Pollable.FOREVER);
  }

  /// @throws SocketTimeoutException if nothing comes in time
  final int read(ByteBuffer into, long timeoutNanos) throws IOException {
    if (!isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    return (int) read(new ByteBuffer[] {into}, timeoutNanos);
  }

  private long read(ByteBuffer[] into, long timeoutNanos) throws IOException {
    ensureConnected();
    boolean blocking = isBlocking();
    if (blocking) {
      begin();
    }
    long count = 0;
    network.lock();
    try {
      beginReading();
      try {
        count = receive(into, blocking, timeoutNanos);
      } finally {
        reading = false;
        socket.wake();
      }
    } finally {
      network.unlock();
      if (blocking) {
        end(count > 0);
      }
    }
    return count == StreamSocket.UNAVAILABLE ? 0 : count;
  }

  private long receive(ByteBuffer[] into, boolean blocking, long timeoutNanos) throws IOException {
    if (inputShut) {
      return StreamSocket.END;
    }
    if (resetSeen) {
      throw new SocketException("Connection reset");
    }
    for (ByteBuffer buffer : into) {
      if (buffer.isReadOnly()) {
        throw new IllegalArgumentException("Read-only buffer");
      }
    }
    long deadline =
        timeoutNanos == Pollable.FOREVER ? timeoutNanos : network.nanos() + timeoutNanos;
    try {
      long count = take(into);
      while (blocking && count == StreamSocket.UNAVAILABLE && isOpen()) {
        if (deadline != Pollable.FOREVER && network.nanos() >= deadline) {
          throw new SocketTimeoutException("Read timed out");
        }
        socket.await(deadline);
        count = inputShut ? StreamSocket.END : isOpen() ? take(into) : count;
      }
      return count;
    } catch (SocketException e) {
      resetSeen = true;
      throw e;
    }
  }

  private long take(ByteBuffer[] into) throws IOException {
    long total = 0;
    for (ByteBuffer each : into) {
      if (each.hasRemaining()) {
        if (total > 0 && socket.available() == 0) {
          break;
        }
        int count = socket.read(each);
        if (count < 0) {
          return count;
        }
        total += count;
      }
    }
    return total;
  }

  @Override
  public final int write(ByteBuffer source) throws IOException {
    Objects.requireNonNull(source);
    return (int) writeAll(new ByteBuffer[] {source}, false);
  }

  @Override
  public final long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, sources.length);
    return writeAll(slice(sources, offset, length), false);
  }

  /// Writes all of it, also from a virtual thread.
  final void writeFully(ByteBuffer source) throws IOException {
    if (!isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    writeAll(new ByteBuffer[] {source}, true);
  }

  /// Once the output is shut, each failure is an `AsynchronousCloseException`, as in the JDK.
  private long writeAll(ByteBuffer[] sources, boolean fully) throws IOException {
    ensureConnected();
    long count;
    try {
      count = writeAll(sources, isBlocking(), fully || !network.isVirtual());
    } catch (AsynchronousCloseException e) {
      throw e;
    } catch (IOException e) {
      throw outputShut ? new AsynchronousCloseException() : e;
    }
    if (count <= 0 && outputShut) {
      throw new AsynchronousCloseException();
    }
    return count;
  }

  private long writeAll(ByteBuffer[] sources, boolean blocking, boolean fully) throws IOException {
    if (blocking) {
      begin();
    }
    long count = 0;
    network.lock();
    try {
      beginWriting();
      try {
        count = send(sources, blocking, fully);
      } finally {
        writing = false;
        socket.wake();
      }
    } finally {
      network.unlock();
      if (blocking) {
        end(count > 0);
      }
    }
    return count;
  }

  /// A blocking write takes all from a platform thread, and what there is room for from a virtual
  /// one.
  private long send(ByteBuffer[] sources, boolean blocking, boolean fully) throws IOException {
    long total = 0;
    do {
      if (total > 0 && (socket.poll() & Pollable.HANG_UP) != 0) {
        return total; // the next call reports it
      }
      total += put(sources);
      boolean enough = (total > 0 && !fully) || !sources[sources.length - 1].hasRemaining();
      if (!blocking || enough || outputShut) {
        return total;
      }
      socket.await(Pollable.FOREVER);
    } while (isOpen() && !outputShut);
    return total;
  }

  private long put(ByteBuffer[] sources) throws IOException {
    long total = 0;
    for (ByteBuffer source : sources) {
      int count = outputShut ? StreamSocket.UNAVAILABLE : socket.write(source);
      total += Math.max(0, count);
      if (source.hasRemaining()) {
        break;
      }
    }
    return total;
  }

  /// Bytes that can be read without waiting.
  final int available() throws IOException {
    ensureConnected();
    network.lock();
    try {
      return inputShut ? 0 : socket.available();
    } finally {
      network.unlock();
    }
  }

  private void beginReading() throws ClosedChannelException {
    while (reading && isOpen()) {
      socket.await(Pollable.FOREVER);
    }
    ensureOpen();
    reading = true;
  }

  private void beginWriting() throws ClosedChannelException {
    while (writing && isOpen()) {
      socket.await(Pollable.FOREVER);
    }
    ensureOpen();
    writing = true;
  }

  /// Takes both turns, as a connect does.
  final void beginBoth() throws ClosedChannelException {
    while ((reading || writing) && isOpen()) {
      socket.await(Pollable.FOREVER);
    }
    ensureOpen();
    reading = true;
    writing = true;
  }

  final void endBoth() {
    reading = false;
    writing = false;
    socket.wake();
  }

  private static ByteBuffer[] slice(ByteBuffer[] all, int offset, int length) {
    return offset == 0 && length == all.length
        ? all
        : Arrays.copyOfRange(all, offset, offset + length);
  }
}

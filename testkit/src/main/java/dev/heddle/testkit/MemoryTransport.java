package dev.heddle.testkit;

import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;

/// One end of a connection in memory: two pipes, one for each direction. Thread rules are those of
/// [Transport].
final class MemoryTransport implements Transport {
  private final SocketAddress local;
  private final SocketAddress peer;
  private final Pipe in;
  private final Pipe out;
  private long bytesRead;
  private long bytesWritten;

  MemoryTransport(SocketAddress local, SocketAddress peer, Pipe in, Pipe out) {
    this.local = local;
    this.peer = peer;
    this.in = in;
    this.out = out;
  }

  @Override
  public int read(ReadBuffer into, long timeoutNanos) throws IOException {
    try {
      int count = in.read(into, timeoutNanos);
      if (count > 0) {
        bytesRead += count;
      }
      return count;
    } catch (ClosedByInterruptException e) {
      close(); // as the JDK's channels do
      throw e;
    }
  }

  @Override
  public void write(ByteBuffer source) throws IOException {
    try {
      while (source.hasRemaining()) {
        bytesWritten += out.write(source);
      }
    } catch (ClosedByInterruptException e) {
      close();
      throw e;
    }
  }

  @Override
  public void closeOutput() {
    out.end();
  }

  @Override
  public void wakeReader() {
    in.wakeReader();
  }

  @Override
  public void close() {
    in.closeReader();
    out.closeWriter();
  }

  @Override
  public void abort() {
    out.reset();
    in.closeReader();
  }

  @Override
  public void execute(Runnable task) {
    Thread.ofVirtual().name("heddle-outbox").start(task);
  }

  @Override
  public SocketAddress localAddress() {
    return local;
  }

  @Override
  public SocketAddress peerAddress() {
    return peer;
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  public long bytesWritten() {
    return bytesWritten;
  }
}

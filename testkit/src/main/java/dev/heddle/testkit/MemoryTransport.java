package dev.heddle.testkit;

import dev.heddle.transport.CountedTransport;
import dev.heddle.transport.ReadBuffer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;

/// One end of a connection in memory: two pipes, one for each direction. Thread rules are those of
/// [Transport].
final class MemoryTransport extends CountedTransport {
  private final MemoryPipe in;
  private final MemoryPipe out;

  MemoryTransport(SocketAddress local, SocketAddress peer, MemoryPipe in, MemoryPipe out) {
    super(local, peer);
    this.in = in;
    this.out = out;
  }

  @Override
  public int read(ReadBuffer into, long timeoutNanos) throws IOException {
    try {
      int count = in.read(into, timeoutNanos);
      if (count > 0) {
        received(count);
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
        sent(out.write(source));
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
}

package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.Pollable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Pipe;
import java.nio.channels.spi.SelectorProvider;

/// The two ends of a pipe: each is one direction of a connection that has no names. Thread-safe.
final class PipeEnds {
  private PipeEnds() {}

  @FunctionalInterface
  private interface Transfer {
    long run() throws IOException;
  }

  /// Who closes the connection, by an interrupt for example, closes its end.
  private static long through(AutoCloseable end, Transfer transfer) throws IOException {
    try {
      return transfer.run();
    } catch (AsynchronousCloseException e) {
      try {
        end.close();
      } catch (Exception suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /// What both ends leave to their connection.
  interface End extends Selectable {
    StreamChannel connection();

    @Override
    default Pollable pollable() {
      return connection().pollable();
    }

    @Override
    default int readyOps(int polled, int interest) {
      return connection().readyOps(polled, interest);
    }

    @Override
    default void kill() {
      connection().kill();
    }
  }

  /// The end to read from.
  static final class Source extends Pipe.SourceChannel implements End {
    private final StreamChannel connection;

    Source(SelectorProvider provider, StreamChannel connection) {
      super(provider);
      this.connection = connection;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return (int) through(this, () -> connection.read(into));
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
      return through(this, () -> connection.read(into, offset, length));
    }

    @Override
    public long read(ByteBuffer[] into) throws IOException {
      return read(into, 0, into.length);
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
      connection.configureBlocking(block);
    }

    @Override
    protected void implCloseSelectableChannel() throws IOException {
      connection.close();
    }

    @Override
    public StreamChannel connection() {
      return connection;
    }
  }

  /// The end to write to.
  static final class Sink extends Pipe.SinkChannel implements End {
    private final StreamChannel connection;

    Sink(SelectorProvider provider, StreamChannel connection) {
      super(provider);
      this.connection = connection;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return (int) through(this, () -> connection.write(source));
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
      return through(this, () -> connection.write(sources, offset, length));
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
      return write(sources, 0, sources.length);
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
      connection.configureBlocking(block);
    }

    @Override
    protected void implCloseSelectableChannel() throws IOException {
      connection.close();
    }

    @Override
    public StreamChannel connection() {
      return connection;
    }
  }
}

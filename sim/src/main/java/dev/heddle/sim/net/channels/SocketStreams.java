package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.Pollable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.IntSupplier;

/// The streams of a channel's socket. Thread-safe, as the channel.
final class SocketStreams {
  private SocketStreams() {}

  /// @param millis 0 for no timeout
  static long nanos(int millis) {
    return millis == 0 ? Pollable.FOREVER : millis * 1_000_000L;
  }

  static final class Input extends InputStream {
    private final StreamIo channel;
    private final IntSupplier timeout;

    /// @param timeout of a read in milliseconds, 0 for none
    Input(StreamIo channel, IntSupplier timeout) {
      this.channel = channel;
      this.timeout = timeout;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) > 0 ? one[0] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      return length == 0
          ? 0
          : channel.read(ByteBuffer.wrap(into, offset, length), nanos(timeout.getAsInt()));
    }

    @Override
    public int available() throws IOException {
      return channel.available();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  static final class Output extends OutputStream {
    private final StreamIo channel;

    Output(StreamIo channel) {
      this.channel = channel;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      if (length > 0) {
        channel.writeFully(ByteBuffer.wrap(bytes, offset, length));
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}

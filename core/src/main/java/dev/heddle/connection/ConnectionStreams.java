package dev.heddle.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A connection as the JDK's streams, for code that wants those.
final class ConnectionStreams {
  private ConnectionStreams() {}

  static final class ConnectionInputStream extends InputStream {
    private final StreamConnection connection;
    private final dev.heddle.connection.Input input;

    ConnectionInputStream(StreamConnection connection, dev.heddle.connection.Input input) {
      this.connection = connection;
      this.input = input;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return input.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return input.read(target, offset, length);
    }

    @Override
    public int available() {
      return input.available();
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  static final class ConnectionOutputStream extends OutputStream {
    private final StreamConnection connection;

    ConnectionOutputStream(StreamConnection connection) {
      this.connection = connection;
    }

    @Override
    public void write(int b) throws IOException {
      connection.write(new byte[] {(byte) b});
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      connection.write(java.nio.ByteBuffer.wrap(source, offset, length));
    }

    @Override
    public void flush() throws IOException {
      connection.flush();
    }

    @Override
    public void close() throws IOException {
      connection.closeOutput();
    }
  }
}

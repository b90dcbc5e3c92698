package dev.heddle.load;

import dev.heddle.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/// A stream: TCP, or a Unix domain socket. Belongs to its lane's loop.
final class TcpWire implements Wire {
  private final Connection connection;
  private long timeout;

  TcpWire(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    connection.write(bytes);
  }

  @Override
  public void flush() throws IOException {
    connection.flush();
  }

  @Override
  public int read(ByteBuffer target, long timeoutNanos) throws IOException {
    if (timeoutNanos != timeout) {
      timeout = timeoutNanos;
      connection.readTimeout(timeoutNanos == 0 ? null : Duration.ofNanos(timeoutNanos));
    }
    return connection.read(target);
  }

  @Override
  public void closeOutput() throws IOException {
    connection.closeOutput();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  @Override
  public void abort() {
    connection.abort();
  }
}

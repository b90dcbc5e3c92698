package dev.heddle.http.websocket;

import dev.heddle.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// What a client sends, with a time limit for all of it once the server has closed: a timeout of
/// each read would let a client go on for ever that sends a byte now and then.
///
/// Belongs to the WebSocket's reader.
final class TimedInput extends InputStream {
  private final Connection connection;
  private final InputStream in;
  private boolean hasDeadline;
  private long deadline;

  TimedInput(Connection connection, InputStream in) {
    this.connection = connection;
    this.in = in;
  }

  /// Sets the deadline for all further reads.
  void endAfter(Duration patience) {
    hasDeadline = true;
    deadline = System.nanoTime() + patience.toNanos();
  }

  /// Leaves the next read what is left of the time.
  ///
  /// @throws SocketTimeoutException if nothing is left
  void limitNextRead() throws IOException {
    if (hasDeadline) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new SocketTimeoutException("the client has not closed in time");
      }
      connection.readTimeout(Duration.ofNanos(left));
    }
  }

  @Override
  public int read() throws IOException {
    limitNextRead();
    return in.read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    limitNextRead();
    return in.read(target, offset, length);
  }
}

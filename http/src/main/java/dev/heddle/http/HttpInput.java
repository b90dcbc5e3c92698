package dev.heddle.http;

import dev.heddle.Connection;
import dev.heddle.text.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.io.HttpTransportMetrics;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/// What a connection receives, in lines and in bulk, with a bound on lines and a deadline: what
/// HttpCore's parsers read from. Holds no buffer while its connection waits for a request.
///
/// Belongs to its connection's thread.
final class HttpInput extends InputStream implements SessionInputBuffer {
  private static final int BUFFER = 1024;
  private static final int MOST_EMPTY_LINES = 4;
  private static final byte[] NONE = new byte[0];

  private final Connection connection;
  private byte[] buffer = NONE;
  private int start;
  private int end;
  private int lineBytesLeft;
  private int lineBytesEach;
  private LineRule rule = LineRule.NONE;
  private int statusWhenTooLong;
  private String tooLong = "";
  private boolean hasDeadline;
  private boolean hasTimeout;
  private long deadline;
  private boolean arrived;
  private int kept;
  private int reported;

  HttpInput(Connection connection) {
    this.connection = connection;
  }

  /// Waits for the first byte of the next message; gives the buffer back meanwhile.
  ///
  /// @return false at the end of the stream, or when the server drains
  boolean awaitMessage() throws IOException {
    if (start < end) {
      return true;
    }
    buffer = NONE;
    reportKept();
    arrived = connection.awaitMessage();
    return arrived;
  }

  /// Waits for the first byte of the next request. Skips up to four empty lines, which some clients
  /// send after a request (RFC 9112 §2.2). A fifth one counts as the beginning of a request, so
  /// that a client cannot keep the connection open with empty lines.
  ///
  /// @return as [#awaitMessage()]
  boolean awaitRequest() throws IOException {
    int skipped = 0;
    while (awaitMessage()) {
      if (start == end && fill() < 0) {
        return false;
      }
      for (int size; skipped < MOST_EMPTY_LINES && (size = emptyLine()) > 0; skipped++) {
        start += size;
      }
      if (start < end) {
        return true;
      }
    }
    return false;
  }

  /// The size of the empty line that has come, with its end; 0 if there is none.
  private int emptyLine() {
    if (start < end && buffer[start] == '\n') {
      return 1;
    }
    return end - start > 1 && buffer[start] == '\r' && buffer[start + 1] == '\n' ? 2 : 0;
  }

  /// Waits until something comes, and discards it with all that has come before: for a connection
  /// whose last answer is being sent.
  ///
  /// @return how many bytes have come; -1 at the end of the stream, or when the server drains
  /// @throws SocketTimeoutException if nothing comes within the connection's read timeout
  int discardNext() throws IOException {
    buffer = NONE;
    start = 0;
    end = 0;
    return connection.awaitMessage() ? connection.read(ByteBuffer.allocate(BUFFER)) : -1;
  }

  /// Whether it comes by TLS.
  boolean isSecure() {
    return connection.tls() != null;
  }

  /// How many bytes of memory the request holds so far: its lines, and the bytes added by [#keep].
  int kept() {
    return kept;
  }

  /// Adds to the bytes in memory. They count in [dev.heddle.Limits#maxBufferedBytes()] while this
  /// waits for more.
  void keep(long bytes) {
    kept = (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  private void reportKept() {
    if (reported != kept) {
      reported = kept;
      connection.holds(kept);
    }
  }

  /// Sets the deadline for all further reads.
  void beginDeadline(Duration patience) {
    hasDeadline = true;
    deadline = System.nanoTime() + Durations.nanos(patience);
  }

  void endDeadline() {
    hasDeadline = false;
    if (hasTimeout) {
      hasTimeout = false;
      connection.readTimeout(null);
    }
  }

  /// Bounds the total size of the lines read from now on, line ends included.
  ///
  /// @param status what a longer one is answered with
  void limitLines(LineRule rule, int bytes, int status, String what) {
    this.rule = rule;
    lineBytesLeft = bytes;
    lineBytesEach = 0;
    statusWhenTooLong = status;
    tooLong = what;
  }

  /// The lines read from now on stand between chunks: bounds the size of each.
  void betweenChunks(int bytes) {
    limitLines(new ChunkLines(), bytes, 400, "line between chunks longer than " + bytes + " bytes");
    lineBytesEach = bytes;
  }

  /// Reads a line; `\r\n` or `\n` ends it and is not part of it.
  ///
  /// @param target empty before
  /// @return how many bytes it has
  /// @throws HttpException if it is too long, or against the rule for such lines
  @Override
  public int readLine(CharArrayBuffer target, InputStream ignored) throws IOException {
    if (lineBytesEach > 0) {
      lineBytesLeft = lineBytesEach;
    }
    int keptBefore = kept;
    boolean complete = false;
    while (!complete) {
      if (start == end && fill() < 0) {
        throw new HttpException(400, "the stream ended inside a request");
      }
      int from = start;
      int lineEnd = from;
      while (lineEnd < end && buffer[lineEnd] != '\n') {
        lineEnd++;
      }
      complete = lineEnd < end;
      start = complete ? lineEnd + 1 : lineEnd;
      lineBytesLeft -= start - from;
      if (lineBytesLeft < 0) {
        throw new HttpException(statusWhenTooLong, tooLong);
      }
      target.append(buffer, from, lineEnd - from);
      kept = keptBefore + (target.isEmpty() ? 0 : target.capacity() * Character.BYTES);
    }
    cutCr(target);
    rule.check(target);
    return target.length();
  }

  /// RFC 9112 §2.2.
  private void cutCr(CharArrayBuffer line) throws HttpException {
    int last = line.length() - 1;
    int cr = line.indexOf('\r');
    if (cr >= 0 && cr < last) {
      throw new HttpException(400, "malformed request: CR inside a line");
    }
    if (cr >= 0) {
      line.setLength(last);
    } else if (!rule.allowsBareLf()) {
      throw new HttpException(400, "LF without CR between chunks");
    }
  }

  @Override
  public int read() throws IOException {
    return start == end && fill() < 0 ? -1 : buffer[start++] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (start == end && length < BUFFER && fill() < 0) {
      return -1;
    }
    if (start == end) {
      return receive(target, offset, length);
    }
    int count = Math.min(length, end - start);
    System.arraycopy(buffer, start, target, offset, count);
    start += count;
    return count;
  }

  private int fill() throws IOException {
    if (buffer.length == 0) {
      buffer = new byte[BUFFER];
    }
    start = 0;
    end = 0; // also where receiving fails
    int count = receive(buffer, 0, buffer.length);
    end = Math.max(0, count);
    return count;
  }

  private int receive(byte[] target, int offset, int length) throws IOException {
    reportKept();
    if (arrived) {
      arrived = false; // what is there already needs no timeout, and timeouts are not for nothing
    } else if (hasDeadline) {
      hasTimeout = true;
      connection.readTimeout(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }
    try {
      return connection.read(ByteBuffer.wrap(target, offset, length));
    } catch (SocketTimeoutException e) {
      throw new HttpException(408, "the request took too long to arrive");
    }
  }

  /// Whether bytes have arrived that were not read.
  boolean hasBuffered() {
    return start < end;
  }

  @Override
  public int available() {
    return end - start;
  }

  @Override
  public int length() {
    return end - start;
  }

  @Override
  public int capacity() {
    return BUFFER;
  }

  @Override
  public int read(byte[] target, int offset, int length, InputStream ignored) throws IOException {
    return read(target, offset, length);
  }

  @Override
  public int read(byte[] target, InputStream ignored) throws IOException {
    return read(target, 0, target.length);
  }

  @Override
  public int read(InputStream ignored) throws IOException {
    return read();
  }

  @Override
  public HttpTransportMetrics getMetrics() {
    return new BasicHttpTransportMetrics(); // nobody asks; the connection counts
  }
}

package dev.heddle.http;

import dev.heddle.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;

/// A request's body as a stream: decoded, bounded, with a deadline, and announced by a 100 if the
/// client waits for one. Belongs to its connection's thread.
final class RequestBody extends InputStream {
  /// The rest of a body is read and discarded after the answer, up to this size; a connection with
  /// more to come is closed.
  static final int LARGEST_REST = 64 * 1024;

  /// What [InputStream] takes at a time to gather all that comes.
  private static final int PIECE = 16 * 1024;

  private static final int CHUNK_LINE = 1024;
  private static final int TRAILERS = 32;
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Connection connection;
  private final HttpInput input;
  private final HttpLimits limits;
  private final InputStream decoder;
  private final long length;
  private final int headBytes;
  private long count;
  private boolean gathers;
  private boolean awaited;
  private boolean answered;
  private boolean begun;
  private boolean ended;

  RequestBody(Connection connection, HttpInput input, RequestHead head, HttpLimits limits) {
    this.connection = connection;
    this.input = input;
    this.limits = limits;
    this.length = head.bodyLength();
    this.headBytes = input.kept();
    this.awaited = head.expectsContinue();
    this.decoder =
        length == RequestHead.CHUNKED
            ? new ChunkedInputStream(
                input, input, Http1Config.custom().setMaxHeaderCount(TRAILERS + 1).build())
            : new ContentLengthInputStream(input, input, length);
  }

  static HttpException tooLarge(HttpLimits limits) {
    return new HttpException(413, "request body larger than " + limits.bodyBytes() + " bytes");
  }

  /// Whether the handler has begun to read it.
  boolean hasBegun() {
    return begun;
  }

  /// From now on, the answer is written: a 100 would come in the middle of it.
  void answered() {
    answered = true;
  }

  /// Whether all of it was read.
  boolean hasEnded() {
    return ended;
  }

  @Override
  public byte[] readNBytes(int most) throws IOException {
    gathers = true;
    try {
      return super.readNBytes(most); // by read, as readAllBytes does by this
    } finally {
      gathers = false;
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (ended || length == 0) {
      return ended ? -1 : 0;
    }
    begin();
    input.keep(headBytes + (gathers ? count + PIECE : 0));
    int read = decode(target, offset, length);
    if (read < 0) {
      end();
      return -1;
    }
    count += read;
    if (count > limits.bodyBytes()) {
      throw tooLarge(limits);
    }
    return read;
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      input.beginDeadline(limits.bodyTimeout());
      input.betweenChunks(CHUNK_LINE);
      if (awaited && !answered && !input.hasBuffered()) {
        connection.write(CONTINUE);
      }
      awaited = false;
    }
  }

  private void end() {
    ended = true;
    input.endDeadline();
  }

  private int decode(byte[] target, int offset, int length) throws IOException {
    try {
      return decoder.read(target, offset, length);
    } catch (MalformedChunkCodingException e) {
      throw new HttpException(400, "malformed chunk: " + e.getMessage());
    } catch (MessageConstraintException e) {
      throw new HttpException(431, "more than " + TRAILERS + " trailer fields");
    } catch (ConnectionClosedException e) {
      throw new HttpException(400, "the stream ended inside a request");
    }
  }

  /// Whether the connection may be kept after the answer, as far as is known beforehand: the rest
  /// is small, or of unknown length, and the client does not wait for permission to send it.
  boolean mayBeSkipped() {
    return ended || (!awaited && (length == RequestHead.CHUNKED || length - count <= LARGEST_REST));
  }

  /// Reads and discards the rest.
  ///
  /// @return false if it is too much; the connection must then be closed
  boolean skipRest() throws IOException {
    var rest = new byte[1024];
    long before = count;
    input.keep(headBytes); // what was gathered has had its use
    while (!ended) {
      if (awaited || count - before > LARGEST_REST) {
        return false;
      }
      try {
        read(rest, 0, rest.length);
      } catch (HttpException e) {
        return false; // it has been answered already
      }
    }
    return true;
  }
}

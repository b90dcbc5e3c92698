package dev.heddle.cli.status;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.IdentityInputStream;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/// The answer to a request over HTTP, whole. Immutable.
///
/// @param code of HTTP
@SuppressWarnings("ArrayRecordComponent") // never compared
record StatusAnswer(int code, byte[] body) {
  private static final Http1Config LIMITS =
      Http1Config.custom().setMaxHeaderCount(100).setMaxLineLength(8 * 1024).build();

  /// Ten times what a page with 10,000 connections takes.
  private static final int MOST_BYTES = 32 * 1024 * 1024;

  private static final int CHUNK = 64 * 1024;
  private static final Duration LONGEST = Duration.ofSeconds(20);

  /// @throws MalformedStatusException if it is no answer of HTTP, or too long
  /// @throws SocketTimeoutException if it does not end
  static StatusAnswer read(InputStream in) throws IOException {
    var buffer = new SessionInputBufferImpl(CHUNK);
    try {
      ClassicHttpResponse head = new DefaultHttpResponseParser(LIMITS).parse(buffer, in);
      if (head == null) { // it ended without a word
        throw new MalformedStatusException(null);
      }
      long length = DefaultContentLengthStrategy.INSTANCE.determineLength(head);
      return new StatusAnswer(head.getCode(), all(body(length, buffer, in)));
    } catch (ConnectionClosedException e) {
      throw new IOException("the answer ended early", e);
    } catch (HttpException | MessageConstraintException e) {
      throw new MalformedStatusException(null);
    }
  }

  private static InputStream body(long length, SessionInputBuffer buffer, InputStream in) {
    if (length >= 0) {
      return new ContentLengthInputStream(buffer, in, length);
    }
    return length == ContentLengthStrategy.CHUNKED
        ? new ChunkedInputStream(buffer, in)
        : new IdentityInputStream(buffer, in);
  }

  private static byte[] all(InputStream in) throws IOException {
    var answer = new ByteArrayOutputStream();
    long start = System.nanoTime();
    byte[] chunk = new byte[CHUNK];
    for (int count; (count = in.read(chunk)) >= 0; ) {
      answer.write(chunk, 0, count);
      if (answer.size() > MOST_BYTES) {
        throw new MalformedStatusException("its answer is too long");
      }
      if (System.nanoTime() - start > LONGEST.toNanos()) {
        throw new SocketTimeoutException("the answer does not end");
      }
    }
    return answer.toByteArray();
  }

  /// What it says, for people: `: not found`, or nothing.
  String firstLine() {
    String text = new String(body, 0, Math.min(200, body.length), StandardCharsets.UTF_8).strip();
    return text.lines().findFirst().map(line -> ": " + line).orElse("");
  }
}

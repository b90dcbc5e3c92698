package dev.heddle.http;

import dev.heddle.Connection;
import dev.heddle.ConnectionEndedException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.impl.io.ChunkedOutputStream;
import org.apache.hc.core5.http.impl.io.SessionOutputBufferImpl;
import org.jspecify.annotations.Nullable;

/// Sends responses on one connection, each in the framing that its request allows (RFC 9112 §6).
/// Belongs to the connection's thread.
final class ResponseWriter {
  private static final int CHUNK = 4 * 1024;
  private static final int CHUNK_HEAD = 64;

  private static final byte[] END = ascii("\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n\r\n");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");

  private final Connection connection;
  private final HttpInput input;
  private @Nullable IOException fileFailure;

  ResponseWriter(Connection connection, HttpInput input) {
    this.connection = connection;
    this.input = input;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// How a response is framed.
  ///
  /// @param http11 whether the client knows chunks, and that connections stay
  /// @param headOnly whether it has asked for the head only
  /// @param keepAlive whether the connection may stay
  record BodyFraming(boolean http11, boolean headOnly, boolean keepAlive) {}

  /// Sends a response.
  ///
  /// @return whether the connection may be used for another
  /// @throws Exception what the writer of its body has thrown
  boolean write(HttpResponse response, BodyFraming framing) throws Exception {
    if (response.body() instanceof HttpResponse.Body.Streamed streamed
        && streamed.writer() instanceof Closeable held) {
      try (held) {
        return writeFramed(response, framing);
      }
    }
    return writeFramed(response, framing);
  }

  private boolean writeFramed(HttpResponse response, BodyFraming framing) throws Exception {
    HttpResponse.Body body = response.body();
    if (body instanceof HttpResponse.Body.Switched switched) {
      connection.write(response.head());
      connection.write(HttpDate.line());
      connection.write(END);
      connection.countMessages(0, 1);
      switched.upgrade().speak(new Upgraded(connection, input));
      return false;
    }
    boolean lengthUnknown = isLengthUnknown(body) && response.hasBody();
    boolean chunked = lengthUnknown && framing.http11;
    boolean keepAlive = framing.keepAlive && !response.isClosing() && (chunked || !lengthUnknown);
    writeHead(response, framing, chunked, keepAlive);
    if (!framing.headOnly && response.hasBody()) {
      writeBody(body, chunked);
    }
    connection.countMessages(0, 1);
    return keepAlive;
  }

  /// All of a response whose connection is closed then.
  static byte[] closing(HttpResponse response) {
    var whole = new ByteArrayOutputStream();
    whole.writeBytes(response.head());
    whole.writeBytes(HttpDate.line());
    whole.writeBytes(CLOSE);
    if (response.body() instanceof HttpResponse.Body.Bytes body) {
      byte[] bytes = new byte[body.bytes().remaining()];
      body.bytes().duplicate().get(bytes);
      whole.writeBytes(bytes);
    }
    return whole.toByteArray();
  }

  private static boolean isLengthUnknown(HttpResponse.Body body) {
    return switch (body) {
      case HttpResponse.Body.Bytes bytes -> false;
      case HttpResponse.Body.Streamed streamed -> streamed.length() < 0;
      case HttpResponse.Body.Events events -> true;
      case HttpResponse.Body.Switched switched -> false;
    };
  }

  private void writeHead(
      HttpResponse response, BodyFraming framing, boolean chunked, boolean keepAlive)
      throws IOException {
    connection.write(response.head());
    connection.write(HttpDate.line());
    if (chunked) {
      connection.write(CHUNKED);
    }
    if (keepAlive) {
      connection.write(framing.http11 ? END : KEEP_ALIVE);
    } else {
      connection.write(CLOSE);
    }
  }

  private void writeBody(HttpResponse.Body body, boolean chunked) throws Exception {
    switch (body) {
      case HttpResponse.Body.Bytes bytes -> connection.write(bytes.bytes().duplicate());
      case HttpResponse.Body.Streamed streamed when streamed.length() >= 0 -> {
        var output = new ExactOutput(streamed.length());
        streamed.writer().writeTo(output);
        output.requireWhole();
      }
      case HttpResponse.Body.Streamed streamed -> writeTo(chunked, streamed.writer());
      case HttpResponse.Body.Events events ->
          writeTo(
              chunked,
              output -> events.writer().writeTo(new EventStream(connection, input, output)));
      case HttpResponse.Body.Switched switched -> throw new AssertionError("has no body");
    }
  }

  private void writeTo(boolean chunked, HttpResponse.BodyWriter writer) throws Exception {
    if (!chunked) {
      writer.writeTo(new PlainOutput());
      return;
    }
    var output = new ChunkedOutput();
    writer.writeTo(output);
    output.finish();
  }

  /// Whether it is about a file that could not be sent: one that was cut short, or a disk that
  /// failed. The connection is not at fault.
  boolean isOfFile(Throwable failure) {
    return failure.equals(fileFailure);
  }

  private void sendFile(FileChannel file, long position, long count) throws IOException {
    try {
      connection.writeFile(file, position, count);
    } catch (ConnectionEndedException e) {
      throw e;
    } catch (IOException e) {
      fileFailure = e;
      throw e;
    }
  }

  /// Ends with its connection, not by `close`.
  private class PlainOutput extends BodyOutput {
    private final OutputStream output = connection.output();

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      output.write(source, offset, length);
    }

    @Override
    public void writeFile(FileChannel file, long position, long count) throws IOException {
      sendFile(file, position, count);
    }

    @Override
    public void flush() throws IOException {
      output.flush();
    }
  }

  /// Takes exactly that many bytes.
  private final class ExactOutput extends PlainOutput {
    private final long length;
    private long count;

    ExactOutput(long length) {
      this.length = length;
    }

    @Override
    public void write(byte[] source, int offset, int size) throws IOException {
      requireRoom(size);
      super.write(source, offset, size);
      count += size;
    }

    @Override
    public void writeFile(FileChannel file, long position, long size) throws IOException {
      requireRoom(size);
      super.writeFile(file, position, size);
      count += size;
    }

    private void requireRoom(long size) throws IOException {
      if (size > length - count) {
        throw new IOException("body longer than " + length + " bytes");
      }
    }

    void requireWhole() throws IOException {
      if (count < length) {
        throw new IOException("body of " + count + " bytes instead of " + length);
      }
    }
  }

  /// Likewise, of unknown length: what is written is gathered in chunks, and a file is one chunk.
  private final class ChunkedOutput extends BodyOutput {
    private final ChunkedOutputStream chunks;

    ChunkedOutput() throws IOException {
      this.chunks =
          new ChunkedOutputStream(
              new SessionOutputBufferImpl(CHUNK_HEAD), connection.output(), new byte[CHUNK], null);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      chunks.write(source, offset, length);
    }

    @Override
    public void writeFile(FileChannel file, long position, long count) throws IOException {
      if (count <= 0) { // an empty chunk would end the body
        connection.writeFile(file, position, count);
        return;
      }
      chunks.flush();
      connection.writeText(Long.toHexString(count) + "\r\n");
      sendFile(file, position, count);
      connection.write(END);
    }

    @Override
    public void flush() throws IOException {
      chunks.flush();
    }

    void finish() throws IOException {
      chunks.finish();
      chunks.flush();
    }
  }
}

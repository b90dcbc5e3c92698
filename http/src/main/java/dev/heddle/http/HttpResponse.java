package dev.heddle.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A response: its head as values, its body as bytes, or as code that writes it.
///
/// `Content-Length`, `Transfer-Encoding`, `Connection` and `Date` are added when it is sent. The
/// body is not sent in answer to `HEAD`, nor with 204 and 304. The status is one from 200 to 599;
/// others are an `IllegalArgumentException`.
///
/// Immutable: one may be kept and sent again, on any thread; its head is then encoded once.
///
/// ```java
/// HttpResponse page = HttpResponse.html(200, "<h1>hello</h1>").with("Cache-Control", "no-store");
/// ```
public final class HttpResponse {
  private static final Set<String> OWN =
      Set.of("content-length", "transfer-encoding", "connection", "date");

  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  private final int status;
  private final HttpHeaders headers;
  private final Body body;
  private final boolean closing;
  private volatile byte @Nullable [] head;

  /// Writes a body, on the connection's own thread. It may take as long as it likes and blocks
  /// while the peer does not read. When it throws, the connection is aborted: the peer notices that
  /// the body is not whole. A writer that is [java.io.Closeable], too, is closed in the end,
  /// whether it was asked to write or not.
  @FunctionalInterface
  public interface BodyWriter {
    /// @param body its `flush` sends what has been written; need not be closed
    void writeTo(BodyOutput body) throws Exception;
  }

  /// Speaks another protocol on the connection.
  @FunctionalInterface
  public interface Upgrade {
    /// When it returns, the connection is closed.
    void speak(Upgraded upgraded) throws Exception;
  }

  sealed interface Body {
    record Bytes(ByteBuffer bytes) implements Body {}

    /// @param length how many bytes it will write, or [#UNKNOWN]
    record Streamed(long length, BodyWriter writer) implements Body {
      static final long UNKNOWN = -1;
    }

    record Events(EventStream.Writer writer) implements Body {}

    record Switched(Upgrade upgrade) implements Body {}
  }

  private HttpResponse(int status, HttpHeaders headers, Body body, boolean closing) {
    boolean last = status >= 200 && status <= 599; // RFC 9110 §15: the others answer nothing
    if (!last && !(body instanceof Body.Switched)) {
      throw new IllegalArgumentException("not the status of an answer: " + status);
    }
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.closing = closing;
  }

  /// A response without a body, such as 304.
  public static HttpResponse empty(int status) {
    return new HttpResponse(status, HttpHeaders.NONE, new Body.Bytes(NO_BYTES), false);
  }

  /// A body of bytes, which must not be changed afterwards.
  public static HttpResponse bytes(int status, String contentType, byte[] body) {
    return bytes(status, contentType, ByteBuffer.wrap(body));
  }

  /// A body of the buffer's remaining bytes, which must not be changed afterwards. Large ones are
  /// best in a direct buffer: some engines then send them without copying.
  public static HttpResponse bytes(int status, String contentType, ByteBuffer body) {
    return new HttpResponse(
        status,
        HttpHeaders.of("Content-Type", contentType),
        new Body.Bytes(body.duplicate()),
        false);
  }

  /// A body of plain text, in UTF-8.
  public static HttpResponse text(int status, String text) {
    return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /// A page, in UTF-8.
  public static HttpResponse html(int status, String page) {
    return bytes(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
  }

  /// An error with a line of text that describes it.
  public static HttpResponse error(int status, String message) {
    return text(status, message + '\n').with("X-Content-Type-Options", "nosniff");
  }

  /// 405 (RFC 9110 §15.5.6).
  ///
  /// @param allowed what may be used instead: `GET, HEAD`
  public static HttpResponse methodNotAllowed(String allowed) {
    return error(405, "allowed here: " + allowed).with("Allow", allowed);
  }

  /// Sends the client elsewhere.
  public static HttpResponse redirect(int status, String location) {
    return error(status, location).with("Location", location);
  }

  /// A body that is written piece by piece: in chunks or, for HTTP/1.0, up to the end of the
  /// connection.
  public static HttpResponse streamed(int status, String contentType, BodyWriter writer) {
    return streamed(status, contentType, Body.Streamed.UNKNOWN, writer);
  }

  /// A body that is written piece by piece and has a length.
  ///
  /// @param length in bytes; more cannot be written, and less aborts the connection
  public static HttpResponse streamed(
      int status, String contentType, long length, BodyWriter writer) {
    return new HttpResponse(
        status,
        HttpHeaders.of("Content-Type", contentType),
        new Body.Streamed(length, writer),
        false);
  }

  /// Server-sent events, as `EventSource` in browsers reads them: see [EventStream].
  public static HttpResponse events(EventStream.Writer writer) {
    return new HttpResponse(
        200,
        HttpHeaders.of("Content-Type", "text/event-stream", "Cache-Control", "no-cache"),
        new Body.Events(writer),
        true);
  }

  /// 101: switches to another protocol (RFC 9110 §7.8). The handler must check that the client has
  /// asked for it.
  public static HttpResponse upgrade(String protocol, Upgrade upgrade) {
    return new HttpResponse(
        101, HttpHeaders.of("Upgrade", protocol), new Body.Switched(upgrade), false);
  }

  /// The same, with one more header field.
  ///
  /// @throws IllegalArgumentException if the field is malformed, or one of those that are added
  ///   automatically
  public HttpResponse with(String name, String value) {
    if (OWN.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(name + " is added when the response is sent");
    }
    return new HttpResponse(status, headers.with(name, value), body, closing);
  }

  /// The same, after which the connection is closed.
  public HttpResponse closing() {
    return new HttpResponse(status, headers, body, true);
  }

  public int status() {
    return status;
  }

  public HttpHeaders headers() {
    return headers;
  }

  Body body() {
    return body;
  }

  boolean isClosing() {
    return closing;
  }

  /// Whether a response of this status has a body at all (RFC 9110 §6.4.1).
  boolean hasBody() {
    return status >= 200 && status != 204 && status != 304;
  }

  /// The status line and all fields that do not depend on the request.
  byte[] head() {
    byte[] encoded = head;
    if (encoded == null) {
      encoded = encode();
      head = encoded;
    }
    return encoded;
  }

  private byte[] encode() {
    var text = new StringBuilder(256).append("HTTP/1.1 ").append(status).append(' ');
    text.append(ReasonPhrase.of(status)).append("\r\n");
    for (HttpHeaders.Field field : headers.fields()) {
      text.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    if (headers.contains("Upgrade")) { // which concerns this connection only (RFC 9110 §7.8)
      text.append("Connection: Upgrade\r\n");
    }
    if (body instanceof Body.Bytes bytes && hasBody()) {
      text.append("Content-Length: ").append(bytes.bytes.remaining()).append("\r\n");
    } else if (body instanceof Body.Streamed streamed && streamed.length >= 0 && status != 204) {
      text.append("Content-Length: ").append(streamed.length).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return status + " " + headers;
  }
}

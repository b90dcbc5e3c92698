package dev.heddle.http;

import dev.heddle.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A request: its head as values, its body as a stream. Used by one thread, that of its connection.
///
/// ```java
/// String agent = request.header("User-Agent"); // null if there is none
/// byte[] body = request.readBody();
/// ```
public final class HttpRequest {
  private final String method;
  private final String target;
  private final int pathEnd;
  private final @Nullable String host;
  private final boolean http11;
  private final HttpHeaders headers;
  private final InputStream body;
  private final Connection connection;

  HttpRequest(RequestHead head, InputStream body, Connection connection) {
    this.method = head.method();
    this.target = head.target();
    this.host = head.host();
    this.http11 = head.http11();
    this.headers = head.headers();
    this.body = body;
    this.connection = connection;
    int query = target.indexOf('?');
    this.pathEnd = query < 0 ? target.length() : query;
  }

  /// `GET`, `HEAD`, `POST`, …: one of the methods of RFC 9110 or RFC 5789. Others are answered with
  /// 501.
  public String method() {
    return method;
  }

  /// Whether it is a `GET` or a `HEAD`. A handler may answer both alike: what would be the body of
  /// an answer to `HEAD` is not sent.
  public boolean isGetOrHead() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /// The path and the query as they were sent, or `*`. Of an absolute URI, the part behind the
  /// authority.
  public String target() {
    return target;
  }

  /// The target's path as it was sent: begins with `/`, percent-encoded. Bytes above ASCII are
  /// chars from 0x80 to 0xff.
  public String path() {
    return target.substring(0, pathEnd);
  }

  /// What follows the `?` in the target, or null if there is none.
  public @Nullable String query() {
    return pathEnd == target.length() ? null : target.substring(pathEnd + 1);
  }

  /// The host that is asked for, with its port if the client named one: of an absolute URI, or else
  /// of the field `Host` (RFC 9112 §3.3). Null if an HTTP/1.0 client named none.
  public @Nullable String host() {
    return host;
  }

  /// Whether the peer speaks HTTP/1.1 (or a later 1.x), and not 1.0.
  public boolean isHttp11() {
    return http11;
  }

  public HttpHeaders headers() {
    return headers;
  }

  /// The first value of a header field, or null.
  public @Nullable String header(String name) {
    return headers.first(name);
  }

  /// The body; empty if there is none. The first read sends `100 Continue` to a client that waits
  /// for it, unless the answer has begun. Reading throws [HttpException] if the body is too large,
  /// too slow or malformed. An unread rest is skipped automatically. The bytes that `readAllBytes`
  /// and `readNBytes` gather count in [dev.heddle.Limits#maxBufferedBytes()]; a handler that
  /// gathers them in another way has to bound them itself.
  public InputStream body() {
    return body;
  }

  /// The whole body, which [HttpLimits#bodyBytes()] bounds.
  public byte[] readBody() throws IOException {
    return body.readAllBytes();
  }

  /// The address that the request came from.
  public SocketAddress peerAddress() {
    return connection.peerAddress();
  }

  @Override
  public String toString() {
    return method + ' ' + target;
  }
}

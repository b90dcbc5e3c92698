package dev.heddle.http.websocket;

import dev.heddle.http.HttpException;
import dev.heddle.http.HttpHandler;
import dev.heddle.http.HttpRequest;
import dev.heddle.http.HttpResponse;
import dev.heddle.http.Upgraded;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Accepts requests to become a WebSocket (RFC 6455 §4.2), and runs a session over each.
///
/// Thread-safe.
///
/// ```java
/// var echo = new WebSocketEndpoint((socket, request) -> {
///   while (socket.receive() instanceof WebSocketMessage.Text(String text)) {
///     socket.send(text);
///   }
/// });
/// ```
public final class WebSocketEndpoint implements HttpHandler {
  private static final String SECRET_OF_ALL = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  private final SocketHandler session;
  private final WebSocketOptions options;

  /// Serves one client, as straight-line code. When it returns, the WebSocket is closed.
  @FunctionalInterface
  public interface SocketHandler {
    /// @param request what the client has asked for: path, query, cookies
    void run(WebSocket socket, HttpRequest request) throws Exception;
  }

  public WebSocketEndpoint(SocketHandler session) {
    this(session, WebSocketOptions.DEFAULT);
  }

  public WebSocketEndpoint(SocketHandler session, WebSocketOptions options) {
    this.session = Objects.requireNonNull(session);
    this.options = Objects.requireNonNull(options);
  }

  @Override
  public HttpResponse handle(HttpRequest request) throws HttpException {
    if (!request.method().equals("GET")) {
      return HttpResponse.methodNotAllowed("GET");
    }
    if (!request.isHttp11()
        || !request.headers().has("Upgrade", "websocket")
        || !request.headers().has("Connection", "upgrade")) {
      return HttpResponse.error(426, "this is a WebSocket").with("Upgrade", "websocket");
    }
    if (!"13".equals(request.headers().joined("Sec-WebSocket-Version"))) {
      return HttpResponse.error(426, "WebSocket of version 13 only")
          .with("Upgrade", "websocket") // which each 426 must have (RFC 9110 §15.5.22)
          .with("Sec-WebSocket-Version", "13");
    }
    requireOrigin(request);
    HttpResponse response =
        HttpResponse.upgrade("websocket", upgraded -> speak(upgraded, request))
            .with("Sec-WebSocket-Accept", accept(key(request)));
    String protocol = protocol(request);
    return protocol == null ? response : response.with("Sec-WebSocket-Protocol", protocol);
  }

  private void speak(Upgraded upgraded, HttpRequest request) throws Exception {
    var socket = new WebSocket(upgraded, options);
    upgraded.connection().flush(); // the client may wait for our first word
    try {
      session.run(socket, request);
    } catch (Exception e) {
      socket.fail();
      throw e;
    }
    socket.end();
  }

  /// Any page may open a WebSocket to any server, with the user's cookies: only the server can
  /// refuse (§10.2).
  private void requireOrigin(HttpRequest request) throws HttpException {
    String origin = request.header("Origin");
    if (origin == null || options.origins().contains("*") || options.origins().contains(origin)) {
      return;
    }
    String host = request.host();
    if (!origin.equalsIgnoreCase("http://" + host) && !origin.equalsIgnoreCase("https://" + host)) {
      throw new HttpException(403, "pages of " + origin + " may not connect");
    }
  }

  private static String key(HttpRequest request) throws HttpException {
    String key = request.header("Sec-WebSocket-Key");
    try {
      if (key != null
          && request.headers().count("Sec-WebSocket-Key") == 1
          && Base64.getDecoder().decode(key).length == KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // As below.
    }
    throw new HttpException(400, "malformed Sec-WebSocket-Key");
  }

  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + SECRET_OF_ALL).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /// The first of the client's subprotocols that the endpoint speaks.
  private @Nullable String protocol(HttpRequest request) {
    String offered = request.headers().joined("Sec-WebSocket-Protocol");
    if (offered == null) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (String name : offered.split(",", -1)) {
      names.add(name.strip());
    }
    names.retainAll(options.protocols());
    return names.isEmpty() ? null : names.getFirst();
  }
}

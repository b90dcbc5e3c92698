/// WebSocket (RFC 6455) for handlers: a message in, a message out, on every engine with threads.
///
/// ```java
/// HttpHandler echo = new WebSocketEndpoint((socket, request) -> {
///   for (WebSocketMessage message; (message = socket.receive()) != null; ) {
///     if (message instanceof WebSocketMessage.Text(String text)) {
///       socket.send("you said: " + text);
///     }
///   }
/// });
/// ```
@NullMarked
package dev.heddle.http.websocket;

import org.jspecify.annotations.NullMarked;

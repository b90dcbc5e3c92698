package dev.heddle.http.websocket;

import java.nio.ByteBuffer;

/// A whole message, put together from its fragments.
///
/// ```java
/// switch (socket.receive()) {
///   case WebSocketMessage.Text(String text) -> socket.send(text);
///   case WebSocketMessage.Binary(ByteBuffer bytes) -> socket.outbox().send(bytes);
///   case null -> {} // the client has left
/// }
/// ```
public sealed interface WebSocketMessage {

  /// Text, which has been checked to be UTF-8.
  record Text(String text) implements WebSocketMessage {}

  /// Bytes; the buffer is the receiver's own.
  record Binary(ByteBuffer bytes) implements WebSocketMessage {}
}

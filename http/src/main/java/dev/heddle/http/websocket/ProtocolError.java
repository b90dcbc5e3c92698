package dev.heddle.http.websocket;

/// What a peer must not send; the WebSocket is closed for it.
final class ProtocolError extends Exception {
  private final int code;

  ProtocolError(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}

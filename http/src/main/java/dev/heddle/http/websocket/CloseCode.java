package dev.heddle.http.websocket;

/// Why a WebSocket is closed (RFC 6455 §7.4).
///
/// ```java
/// socket.close(CloseCode.POLICY, "you have been removed");
/// ```
public final class CloseCode {
  /// The purpose is fulfilled.
  public static final int NORMAL = 1000;

  /// The server shuts down, or the page is left.
  public static final int GOING_AWAY = 1001;

  /// The other side breaks the protocol.
  public static final int PROTOCOL_ERROR = 1002;

  /// Never sent: the other side gave no reason.
  public static final int NONE = 1005;

  /// Never sent: the connection ended without a close frame.
  public static final int ABNORMAL = 1006;

  /// Text that is not UTF-8.
  public static final int NOT_UTF_8 = 1007;

  /// Against the endpoint's rules.
  public static final int POLICY = 1008;

  /// A message larger than the endpoint takes.
  public static final int TOO_BIG = 1009;

  /// The server's fault.
  public static final int INTERNAL_ERROR = 1011;

  private CloseCode() {}

  /// Whether a peer may send it.
  static boolean isSendable(int code) {
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || isOwn(code);
  }

  /// Whether it is for libraries and applications to define.
  private static boolean isOwn(int code) {
    return code >= 3000 && code <= 4999;
  }
}

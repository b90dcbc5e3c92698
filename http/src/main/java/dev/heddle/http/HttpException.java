package dev.heddle.http;

import dev.heddle.text.PlainText;
import java.io.IOException;

/// A request that is answered with an error. A handler may throw it to end a request; reading a
/// request's body throws it if the body breaks a limit or the grammar.
///
/// ```java
/// if (!request.isGetOrHead()) {
///   throw new HttpException(405, "only GET and HEAD");
/// }
/// ```
public final class HttpException extends IOException {
  private final int status;

  /// @param status from 400 to 599
  /// @param message sent as the response's body; a bare fact
  public HttpException(int status, String message) {
    super(message);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("not the status of an error: " + status);
    }
    this.status = status;
  }

  public int status() {
    return status;
  }

  /// The response for the peer. What the message quotes of the request cannot reach into the peer's
  /// terminal: control characters are escaped.
  public HttpResponse response() {
    return HttpResponse.error(status, PlainText.visible(String.valueOf(getMessage())));
  }
}

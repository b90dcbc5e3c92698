package dev.heddle;

import java.io.IOException;

/// The peer sent something that is not a message of the protocol. A handler or protocol may let
/// this exception escape: the connection is then closed as [CloseReason#MALFORMED], after earlier
/// output has been sent, and it does not count as a failure of the handler.
///
/// ```java
/// if (!line.startsWith("PUT ")) {
///   throw new MalformedMessageException("no command: " + Quote.of(line));
/// }
/// ```
public class MalformedMessageException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param message a bare fact about what was sent
  public MalformedMessageException(String message) {
    super(message);
  }
}

package dev.heddle;

import java.io.IOException;

/// What the peer sent is no message of the protocol. A handler or protocol that finds so may let it
/// out: the connection is then closed as [CloseReason#MALFORMED], after what was written before has
/// been sent, and nobody counts it as a failure of the handler.
public class MalformedMessageException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param message a bare fact about what was sent
  public MalformedMessageException(String message) {
    super(message);
  }
}

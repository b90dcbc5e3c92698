package dev.heddle.load.wire;

import java.io.IOException;

/// What came is no answer of the kind that was announced; the message says why. Nothing behind it
/// can be understood.
public final class MalformedAnswerException extends IOException {
  private static final long serialVersionUID = 1;

  public MalformedAnswerException(String message) {
    super(message);
  }
}

package dev.heddle.load.wire;

import java.io.IOException;

/// The bytes are no answer of the announced kind; the message says why. Nothing behind them can be
/// parsed.
public final class MalformedAnswerException extends IOException {
  private static final long serialVersionUID = 1;

  public MalformedAnswerException(String message) {
    super(message);
  }
}

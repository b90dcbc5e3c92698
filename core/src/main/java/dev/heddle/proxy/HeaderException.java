package dev.heddle.proxy;

import java.io.IOException;

/// The bytes begin as a PROXY protocol header and are none. The message says why, for the log.
public final class HeaderException extends IOException {
  private static final long serialVersionUID = 1;

  HeaderException(String message) {
    super(message);
  }
}

package dev.heddle;

import dev.heddle.text.Durations;
import java.time.Duration;

/// No byte moved, in either direction, for the idle timeout while the connection was waiting for
/// its peer. The connection is closed.
public final class IdleTimeoutException extends ConnectionEndedException {
  private static final long serialVersionUID = 1;

  public IdleTimeoutException(Duration timeout) {
    super("idle for " + Durations.text(timeout), null);
  }
}

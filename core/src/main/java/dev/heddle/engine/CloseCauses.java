package dev.heddle.engine;

import dev.heddle.CloseReason;
import dev.heddle.ConnectionClosedException;
import dev.heddle.IdleTimeoutException;
import dev.heddle.Limits;
import java.io.IOException;
import java.time.Duration;

/// What whoever uses a connection is told when this side has closed it.
public final class CloseCauses {
  private CloseCauses() {}

  public static IOException of(CloseReason reason, Limits limits) {
    Duration idle = limits.idleTimeout();
    if (reason == CloseReason.IDLE && idle != null) {
      return new IdleTimeoutException(idle);
    }
    return new ConnectionClosedException(
        switch (reason) {
          case OVERFLOW -> "closed: the peer does not keep up";
          case ABORTED -> "aborted";
          default -> "closed";
        });
  }
}

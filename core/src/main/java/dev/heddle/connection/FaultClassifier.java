package dev.heddle.connection;

import dev.heddle.CloseReason;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.ConnectionClosedException;
import dev.heddle.IdleTimeoutException;
import dev.heddle.MalformedMessageException;
import dev.heddle.ReadTimeoutException;
import java.io.EOFException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;

/// Classifies the exceptions of handlers and callbacks by fault: the peer's or the handler's.
/// Stateless.
public final class FaultClassifier {
  private FaultClassifier() {}

  /// The close reason of a connection whose handler has thrown this: only [CloseReason#FAILED] is a
  /// failure of the handler.
  public static CloseReason reason(Throwable thrown, Session session) {
    return switch (thrown) {
      case ConnectionBrokenException broken -> CloseReason.BROKEN;
      case ConnectionClosedException closed -> CloseReason.ENDED;
      case IdleTimeoutException idle -> CloseReason.IDLE;
      case ReadTimeoutException silent -> CloseReason.IDLE;
      case MalformedMessageException malformed -> CloseReason.MALFORMED;
      case CharacterCodingException notText -> CloseReason.MALFORMED;
      case UTFDataFormatException notText -> CloseReason.MALFORMED;
      case EOFException cutShort when session.peerEnded() -> CloseReason.MALFORMED;
      case EOFException cutShort when session.inputEnded() -> CloseReason.ENDED;
      case InterruptedException stopped when session.closeReason() == CloseReason.ABORTED ->
          CloseReason.ABORTED;
      case UncheckedIOException unchecked ->
          reason(Objects.requireNonNull(unchecked.getCause()), session);
      default -> CloseReason.FAILED;
    };
  }
}

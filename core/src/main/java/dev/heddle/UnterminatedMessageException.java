package dev.heddle;

import java.io.EOFException;

/// The stream ended inside of a delimited message: the delimiter never came. Nobody knows whether
/// what had come was all of it, so it is not returned as if it were; a protocol that allows its
/// last message to have no delimiter takes it from here.
///
/// ```java
/// try {
///   return connection.readUntil((byte) ';');
/// } catch (UnterminatedMessageException e) {
///   return e.received();
/// }
/// ```
///
/// Thrown once: the next read returns the end of the stream. A handler that lets it out has met a
/// [CloseReason#MALFORMED] message, if it was the peer who ended the stream.
public final class UnterminatedMessageException extends EOFException {
  private static final long serialVersionUID = 1;

  private final byte[] received;

  public UnterminatedMessageException(byte[] received) {
    super("the stream ended before a delimiter had come, after " + received.length + " bytes");
    this.received = received.clone();
  }

  /// What had come of the message; at least one byte.
  public byte[] received() {
    return received.clone();
  }
}

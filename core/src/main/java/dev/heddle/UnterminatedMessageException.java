package dev.heddle;

import java.io.EOFException;

/// The stream ended inside a delimited message: the delimiter never came. It is unknown whether
/// what had arrived was all of it, so it is not returned as if it were; a protocol that allows its
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
/// Thrown once: the next read returns the end of the stream. If a handler does not catch it, the
/// connection counts as [CloseReason#MALFORMED], provided that the peer ended the stream.
public final class UnterminatedMessageException extends EOFException {
  private static final long serialVersionUID = 1;

  private final byte[] received;

  public UnterminatedMessageException(byte[] received) {
    super("the stream ended before a delimiter had come, after " + received.length + " bytes");
    this.received = received.clone();
  }

  /// The part of the message that had arrived; at least one byte.
  public byte[] received() {
    return received.clone();
  }
}

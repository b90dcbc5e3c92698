package dev.heddle;

/// The peer's line, frame or delimited message is longer than [Limits#maxMessageBytes()]. The
/// connection is still usable: the next read skips the rest of this message and begins at the next.
///
/// ```java
/// try {
///   connection.readLine();
/// } catch (MessageTooLargeException e) {
///   connection.writeLine("at most " + e.limit() + " bytes in a line");
/// }
/// ```
public final class MessageTooLargeException extends MalformedMessageException {
  private static final long serialVersionUID = 1;

  private final int limit;

  public MessageTooLargeException(String what, int limit) {
    super(what + " longer than " + limit + " bytes");
    this.limit = limit;
  }

  /// The limit in bytes that the message went over.
  public int limit() {
    return limit;
  }
}

package dev.heddle;

/// How a stream of bytes is cut into messages, for a [MessageProtocol]. The rules are those of the
/// reads of a [Connection]. Immutable.
///
/// ```java
/// Server.callbacks(Framing.lines(), () -> (line, outbox) -> outbox.sendLine("ECHO: " + line));
/// ```
///
/// @param <M> what a message is to the protocol: a text, or bytes
public sealed interface Framing<M> {

  /// Lines of UTF-8, as [Connection#readLine()] reads them: they end in `\n` or `\r\n`, and a last
  /// one without an end is a line, too.
  static Framing<String> lines() {
    return Lines.UTF_8;
  }

  /// Bytes up to a delimiter, as [Connection#readUntil(byte)] reads them.
  static Framing<byte[]> delimited(byte delimiter) {
    return new Delimited(delimiter);
  }

  /// A length and that many bytes, as [Connection#readFrame(LengthPrefix)] reads them.
  static Framing<byte[]> frames(LengthPrefix prefix) {
    return new Frames(prefix);
  }

  /// Lines of text.
  enum Lines implements Framing<String> {
    /// Their only encoding.
    UTF_8
  }

  /// Bytes up to a delimiter, which is no part of the message.
  record Delimited(byte delimiter) implements Framing<byte[]> {}

  /// A length and that many bytes.
  record Frames(LengthPrefix prefix) implements Framing<byte[]> {}
}

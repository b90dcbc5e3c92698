package dev.heddle;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A service written as callbacks that get whole messages: a [Protocol] without a decoder. Its
/// [Framing] says what a message is.
///
/// ```java
/// MessageProtocol<byte[]> answers =
///     (frame, outbox) -> outbox.send(Message.frame(LengthPrefix.TWO_BYTES, answer(frame)));
/// Server.callbacks(Framing.frames(LengthPrefix.TWO_BYTES), () -> answers).start();
/// ```
///
/// Each connection has an instance of its own, whose calls come one after another; **none may
/// block**. Exceptions, back-pressure and engines are as [Protocol] describes them.
///
/// ```
///   connected ──▶ (received | rejected)* ──▶ ended? ──▶ closed
/// ```
///
/// @param <M> what a message is: [String] for [Framing#lines()], otherwise `byte[]`
@FunctionalInterface
public interface MessageProtocol<M> {

  /// The connection is open; nothing has been read yet.
  default void connected(Outbox outbox) throws Exception {}

  /// A whole message has come. Those that came with it follow at once, unless this ends the outbox.
  void received(M message, Outbox outbox) throws Exception;

  /// A message was longer than [Limits#maxMessageBytes()] ([MessageTooLargeException]), or a line
  /// not UTF-8 ([java.nio.charset.CharacterCodingException]). It is skipped if this returns, and
  /// the next one is received. By default, this throws the reason, which closes the connection as
  /// [CloseReason#MALFORMED].
  ///
  /// Messages after which no next one can be found are not rejected but close the connection at
  /// once: a stream that ends inside a frame or before a delimiter, and a malformed length.
  default void rejected(IOException reason, Outbox outbox) throws Exception {
    throw reason;
  }

  /// The peer sends nothing more (it may still read), or the server is draining and nothing
  /// unfinished was received; all messages have been received. After this, what the outbox holds is
  /// sent and the connection closed.
  default void ended(Outbox outbox) throws Exception {}

  /// The connection is gone; the last call.
  ///
  /// @param cause why, if it did not simply end: see [Protocol#closed]
  default void closed(@Nullable Throwable cause) {}
}

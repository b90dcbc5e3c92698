package dev.heddle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Bytes to be sent, encoded once and then shared by every [Outbox] that carries them.
///
/// Immutable to its users, so any thread may use it at any time.
///
/// ```java
/// Message news = Message.line("news");
/// outboxes.forEach(outbox -> outbox.send(news));
/// ```
public final class Message {
  private final byte[] bytes;

  // How many outboxes hold it, and whose budget it is charged to: both belong to OutboxQueue.
  @SuppressWarnings("UnusedVariable")
  private volatile int holders;

  @SuppressWarnings("UnusedVariable")
  private @Nullable Object chargedTo;

  private Message(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The text in UTF-8 and a `\n`.
  public static Message line(String text) {
    return text(text + '\n');
  }

  /// The text in UTF-8, as it is.
  public static Message text(String text) {
    return new Message(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A copy of the buffer's remaining bytes, which are consumed.
  public static Message of(ByteBuffer source) {
    byte[] copy = new byte[source.remaining()];
    source.get(copy);
    return new Message(copy);
  }

  /// A copy of the bytes.
  public static Message of(byte[] source) {
    return new Message(source.clone());
  }

  /// A frame as [Connection#readFrame()] reads it: a length of four bytes and the payload.
  public static Message frame(byte[] payload) {
    return frame(LengthPrefix.FOUR_BYTES, payload);
  }

  /// A frame as [Connection#readFrame(LengthPrefix)] reads it.
  ///
  /// @throws IllegalArgumentException if the payload is longer than [LengthPrefix#maxPayload()]
  public static Message frame(LengthPrefix prefix, byte[] payload) {
    return new Message(prefix.frame(payload).array());
  }

  /// How many bytes it has.
  public int size() {
    return bytes.length;
  }

  /// The bytes, as a read-only buffer of the caller's own.
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  @Override
  public String toString() {
    return "message of " + bytes.length + " bytes";
  }

  /// Appends the bytes to `target`, whose remaining room must suffice.
  public void copyTo(ByteBuffer target) {
    target.put(bytes);
  }
}

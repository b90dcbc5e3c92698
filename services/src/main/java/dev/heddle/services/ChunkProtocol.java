package dev.heddle.services;

import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.services.lines.TextFraming;
import dev.heddle.text.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.function.Supplier;

/// Takes what arrives together, up to 64 KiB, for one message, as a server does that calls
/// `recv(1024)` and answers. An answer ends as its message does: with a newline or without.
///
/// TCP does not promise this: two messages may arrive together, and one in two pieces. It is for
/// clients that send no newline and wait.
///
/// Each connection has an instance of its own, called by one thread at a time.
public final class ChunkProtocol implements Protocol {
  private final Responder responder;

  public ChunkProtocol(Responder responder) {
    this.responder = responder;
  }

  /// A server for such a protocol.
  public static Server.Builder server(Supplier<? extends Responder> responders) {
    return Server.callbacks(() -> new ChunkProtocol(responders.get()));
  }

  @Override
  public void connected(Outbox outbox) {
    if (!responder.prompt().isEmpty()) {
      outbox.sendText(responder.prompt());
    }
  }

  @Override
  public void received(ByteBuffer bytes, Outbox outbox) {
    String end = TextFraming.lineEnd(bytes);
    bytes.limit(bytes.limit() - end.length());
    String answer;
    try {
      answer = responder.answer(Utf8.decode(bytes));
    } catch (CharacterCodingException e) {
      answer = "error: not UTF-8";
    }
    outbox.sendText(answer + end + responder.prompt());
  }
}

package dev.heddle.services;

import dev.heddle.Framing;
import dev.heddle.MessageProtocol;
import dev.heddle.MessageTooLargeException;
import dev.heddle.Outbox;
import dev.heddle.Server;
import java.io.IOException;
import java.util.function.Supplier;

/// Answers each line of text with another.
///
/// A line that is not UTF-8 is rejected and the next one served; a line that is too long is
/// rejected and the connection closed, because its rest is unbounded.
///
/// Each connection has an instance of its own, called by one thread at a time.
public final class LineProtocol implements MessageProtocol<String> {
  private final Responder responder;

  public LineProtocol(Responder responder) {
    this.responder = responder;
  }

  /// A server for such a protocol.
  public static Server.Builder server(Supplier<? extends Responder> responders) {
    return Server.callbacks(Framing.lines(), () -> new LineProtocol(responders.get()));
  }

  @Override
  public void connected(Outbox outbox) {
    if (!responder.prompt().isEmpty()) {
      outbox.sendText(responder.prompt());
    }
  }

  @Override
  public void received(String line, Outbox outbox) {
    answer(responder.answer(line), outbox);
  }

  @Override
  public void rejected(IOException reason, Outbox outbox) {
    if (reason instanceof MessageTooLargeException) {
      outbox.sendLine("error: " + reason.getMessage());
      outbox.end();
    } else {
      answer("error: not UTF-8", outbox);
    }
  }

  private void answer(String text, Outbox outbox) {
    outbox.sendText(text + '\n' + responder.prompt());
  }
}

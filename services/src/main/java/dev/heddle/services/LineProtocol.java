package dev.heddle.services;

import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.function.Supplier;

/// Answers each line of text with another.
///
/// Lines are UTF-8 and end in `\n` or `\r\n`; a last one without an end is a line, too. A line that
/// is not UTF-8 is rejected and the next one served; a line that is too long is rejected and the
/// connection closed, because its rest is unbounded.
///
/// Each connection has an instance of its own, called by one thread at a time.
public final class LineProtocol implements Protocol {
  /// The longest line in bytes, without its end.
  public static final int LONGEST_LINE = 64 * 1024;

  private final LineBuffer partial = new LineBuffer();
  private final Responder responder;

  public LineProtocol(Responder responder) {
    this.responder = responder;
  }

  /// A server for such a protocol.
  public static Server.Builder server(Supplier<? extends Responder> responders) {
    return Server.callbacks(() -> new LineProtocol(responders.get()));
  }

  @Override
  public void connected(Outbox outbox) {
    if (!responder.prompt().isEmpty()) {
      outbox.sendText(responder.prompt());
    }
  }

  @Override
  public void received(ByteBuffer bytes, Outbox outbox) {
    while (bytes.hasRemaining() && !outbox.isClosed()) {
      boolean complete = partial.take(bytes);
      int length = partial.size() - (!complete && partial.endsInReturn() ? 1 : 0);
      if (length > LONGEST_LINE) {
        refuse(outbox);
      } else if (complete) {
        answerLine(outbox);
      }
    }
    partial.trim();
  }

  @Override
  public void ended(Outbox outbox) {
    if (partial.size() > LONGEST_LINE) {
      refuse(outbox);
    } else if (!partial.isEmpty()) {
      answerLine(outbox);
    }
  }

  @Override
  public int unfinished() {
    return partial.size();
  }

  private void answerLine(Outbox outbox) {
    String answer;
    try {
      answer = responder.answer(partial.removeText());
    } catch (CharacterCodingException e) {
      answer = "error: not UTF-8";
    }
    outbox.sendText(answer + '\n' + responder.prompt());
  }

  private static void refuse(Outbox outbox) {
    outbox.sendLine("error: line longer than " + LONGEST_LINE + " bytes");
    outbox.end();
  }
}

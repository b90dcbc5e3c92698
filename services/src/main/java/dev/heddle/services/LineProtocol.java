package dev.heddle.services;

import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.function.Supplier;

/// A service that answers each line of text with another. What is left to write is [#answer].
///
/// Lines are UTF-8 and end in `\n` or `\r\n`; a last one without an end is a line, too. A line that
/// is not UTF-8 is refused and the next one served; a line that is too long is refused and the
/// connection closed, since nobody knows how much more of it would come.
///
/// Each connection has an instance of its own, called by one thread at a time.
public abstract class LineProtocol implements Protocol {
  /// The longest line in bytes, without its end.
  public static final int LONGEST_LINE = 64 * 1024;

  private final LineBuffer partial = new LineBuffer();
  private final String prompt;

  /// A service without a prompt.
  protected LineProtocol() {
    this("");
  }

  /// @param prompt what asks for each line
  protected LineProtocol(String prompt) {
    this.prompt = prompt;
  }

  /// A server for such a protocol.
  public static Server.Builder server(Supplier<? extends LineProtocol> protocols) {
    return Server.callbacks(protocols);
  }

  /// Answers a line; neither has an end of line.
  protected abstract String answer(String line);

  @Override
  public final void connected(Outbox outbox) {
    if (!prompt.isEmpty()) {
      outbox.sendText(prompt);
    }
  }

  @Override
  public final void received(ByteBuffer bytes, Outbox outbox) {
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
  public final void ended(Outbox outbox) {
    if (partial.size() > LONGEST_LINE) {
      refuse(outbox);
    } else if (midMessage()) {
      answerLine(outbox);
    }
  }

  @Override
  public final boolean midMessage() {
    return !partial.isEmpty();
  }

  private void answerLine(Outbox outbox) {
    String answer;
    try {
      answer = answer(partial.removeText());
    } catch (CharacterCodingException e) {
      answer = "error: not UTF-8";
    }
    outbox.sendText(answer + '\n' + prompt);
  }

  private static void refuse(Outbox outbox) {
    outbox.sendLine("error: line longer than " + LONGEST_LINE + " bytes");
    outbox.end();
  }
}

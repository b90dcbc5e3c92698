package dev.heddle.services.chat;

import dev.heddle.Message;
import dev.heddle.services.topics.Entry;

/// A line that members see. Immutable, and shared by all who get it.
public final class Line {
  private final long sequence;
  private final String text;
  private final Message message;

  private Line(long sequence, String text) {
    this.sequence = sequence;
    this.text = text;
    this.message = Message.line(text);
  }

  /// What the chat itself says.
  static Line of(String text) {
    return new Line(0, text);
  }

  /// What somebody has said in a room.
  static Line of(Entry entry) {
    return new Line(entry.sequence(), entry.author() + ": " + entry.text());
  }

  /// The message's number in its room; 0 for what is not in the room's history.
  public long sequence() {
    return sequence;
  }

  public String text() {
    return text;
  }

  /// The line in UTF-8 with its end, encoded once for all.
  public Message message() {
    return message;
  }

  @Override
  public String toString() {
    return text;
  }
}

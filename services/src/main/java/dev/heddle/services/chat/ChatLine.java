package dev.heddle.services.chat;

import dev.heddle.Message;

/// A line that members see. Immutable, and shared by all recipients.
public final class ChatLine {
  private final ChatEvent event;
  private final Message message;

  private ChatLine(ChatEvent event) {
    this.event = event;
    this.message = Message.line(event.text());
  }

  static ChatLine of(ChatEvent event) {
    return new ChatLine(event);
  }

  /// Its content.
  public ChatEvent event() {
    return event;
  }

  /// The message's number in its room; 0 if it is not in the room's history.
  public long sequence() {
    return event instanceof ChatEvent.Said(var entry) ? entry.sequence() : 0;
  }

  public String text() {
    return event.text();
  }

  /// The line in UTF-8 with its end, encoded once for all.
  public Message message() {
    return message;
  }

  @Override
  public String toString() {
    return text();
  }
}

package dev.heddle.services.chat;

import dev.heddle.services.nodes.Company;
import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topic;

/// What members of one node want of those of another. Thread-safe.
final class Letters {
  private final ChatState chat;
  private final Topic topic;
  private final String node;

  Letters(ChatState chat, Company company) {
    this.chat = chat;
    this.topic = company.letters().topic("letters");
    this.node = company.node();
  }

  /// Begins to receive.
  void start() throws StorageException {
    var _ = topic.subscribeToLast(0, entries -> entries.forEach(this::received));
  }

  /// Returns when it is stored, so that the other nodes get it. Waits; without the lock.
  void send(Letter letter) throws StorageException {
    topic.append(node, letter.text());
  }

  private void received(Entry entry) {
    Letter letter = Letter.of(entry.text());
    if (letter != null) {
      chat.run(() -> act(letter));
    }
  }

  private void act(Letter letter) {
    switch (letter) {
      case Letter.Whisper(String from, String to, String words) -> {
        Member member = chat.roster.find(to);
        if (member != null) {
          chat.send(member, ChatLine.of(new ChatEvent.Whispered(from, member.name, words)));
        }
      }
      case Letter.Kick(String operator, String name) -> {
        Member member = chat.roster.find(name);
        if (member != null) {
          Moderation.drop(chat, operator, member, "kicked");
        }
      }
      case Letter.Mute(String operator, String name, boolean muted) ->
          Moderation.muted(chat, operator, name, muted);
    }
  }
}

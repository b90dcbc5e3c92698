package dev.heddle.services.chat;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Passes on what members say: to their room, to one member, and as the room's topic. Thread-safe.
final class Messaging {
  private final ChatState chat;
  private final Letters letters;

  Messaging(ChatState chat, Letters letters) {
    this.chat = chat;
    this.letters = letters;
  }

  /// A member that may speak, and where.
  private record Speaker(String name, Room room) {}

  /// Returns when the message is stored and the others have it.
  void say(Member member, String text) throws RefusedException, StorageException {
    requireShort("message", text);
    Speaker speaker =
        chat.call(() -> {
          Speaker present = speaker(member);
          member.saying = text;
          return present;
        });
    try {
      speaker.room.topic.append(speaker.name, text);
    } finally {
      chat.run(() -> member.saying = null);
    }
  }

  private static Speaker speaker(Member member) throws RefusedException {
    requireVoice(member);
    return new Speaker(member.name, ChatState.roomOf(member));
  }

  /// Messages have been stored and are now sent to the room. Called by the room's topic.
  void received(Room room, List<Entry> entries) {
    chat.run(() -> entries.forEach(entry -> received(room, entry)));
  }

  private void received(Room room, Entry entry) {
    ChatLine line = ChatLine.of(new ChatEvent.Said(entry));
    room.remember(line);
    Member author = author(entry);
    chat.send(room, line, author);
    if (author != null && room.equals(author.room)) {
      author.link.said(line);
    }
  }

  /// The member that is saying this; null if it has left meanwhile, even if another one has its
  /// name.
  private @Nullable Member author(Entry entry) {
    Member named = chat.roster.find(entry.author());
    return named != null && entry.text().equals(named.saying) ? named : null;
  }

  /// Says something to one member; waits if that is on another node.
  void whisper(Member member, String argument) throws RefusedException, StorageException {
    ChatEvent.Whispered elsewhere = chat.call(() -> whisperHere(member, argument));
    if (elsewhere != null) {
      letters.send(new Letter.Whisper(elsewhere.from(), elsewhere.to(), elsewhere.words()));
      chat.run(() -> member.link.said(ChatLine.of(elsewhere)));
    }
  }

  /// @return what is to be said on another node; null if it has been said on this one
  private ChatEvent.@Nullable Whispered whisperHere(Member member, String argument)
      throws RefusedException {
    requireVoice(member);
    Roster.Found found = chat.roster.find(argument, Command.MSG.usage());
    if (found.rest().isEmpty()) {
      throw new RefusedException("write " + Command.MSG.usage());
    }
    requireShort("message", found.rest());
    var event = new ChatEvent.Whispered(member.name, found.person().name(), found.rest());
    return switch (found.person()) {
      case Member to -> {
        ChatLine line = ChatLine.of(event);
        chat.send(to, line);
        member.link.said(line);
        yield null;
      }
      case Neighbour _ -> event;
    };
  }

  /// Shows what the room is about, or sets it.
  void subject(Member member, String text) throws RefusedException, StorageException {
    requireShort("topic", text);
    if (text.isEmpty()) {
      chat.run(() -> chat.tell(member, subject(ChatState.roomOf(member).subject())));
      return;
    }
    Speaker speaker = chat.call(() -> speaker(member));
    speaker.room.subjects.append(speaker.name, text);
  }

  /// What a room is about has been stored, and is now announced. Called by the room's topic.
  void subjectSet(Room room, List<Entry> entries) {
    chat.run(() ->
        entries.forEach(entry -> {
          room.subject(entry.text());
          chat.announce(room, new ChatEvent.Subject(entry.author(), entry.text()));
        }));
  }

  private static ChatEvent subject(@Nullable String subject) {
    return subject == null
        ? new ChatEvent.Notice("no topic is set")
        : new ChatEvent.Subject(null, subject);
  }

  private void requireShort(String what, String text) throws RefusedException {
    int most = chat.settings.longestMessage();
    if (text.length() > most && text.codePointCount(0, text.length()) > most) {
      throw new RefusedException(what + " longer than " + most + " characters");
    }
  }

  private static void requireVoice(Member member) throws RefusedException {
    ChatState.requirePresent(member);
    if (member.muted) {
      throw new RefusedException("you are muted");
    }
  }
}

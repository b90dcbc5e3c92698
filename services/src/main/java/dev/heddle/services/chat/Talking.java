package dev.heddle.services.chat;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topic;
import java.io.IOException;
import java.util.List;

/// Messages: to the room, to one member, and history. Stateless, and thread-safe: see [Hall].
final class Talking {
  private static final int MOST_HISTORY = 1000;

  /// How many messages are read at once.
  private static final int PIECE = 50;

  private Talking() {}

  /// Returns when the message is stored and the others have it.
  static void say(Hall hall, Member member, String text) throws RefusedException, StorageException {
    requireShort(hall, "message", text);
    String name;
    Room room;
    hall.lock();
    try {
      requireVoice(member);
      name = member.name;
      room = Hall.roomOf(member);
    } finally {
      hall.unlock();
    }
    room.topic.append(name, text);
  }

  /// A message has been stored and is now sent to the room. Called by the room's topic.
  static void received(Hall hall, Room room, List<Entry> entries) {
    hall.lock();
    try {
      for (Entry entry : entries) {
        ChatLine line = ChatLine.of(new ChatEvent.Said(entry));
        room.remember(line);
        Member author = hall.roster.find(entry.author());
        hall.send(room, line, author);
        if (author != null && room.equals(author.room)) {
          author.link.said(line);
        }
      }
    } finally {
      hall.unlock();
    }
  }

  static void whisper(Hall hall, Member member, String argument) throws RefusedException {
    hall.lock();
    try {
      requireVoice(member);
      Roster.Found found = hall.roster.find(argument, Command.MSG.usage());
      if (found.rest().isEmpty()) {
        throw new RefusedException("write " + Command.MSG.usage());
      }
      requireShort(hall, "message", found.rest());
      Member to = found.member();
      ChatLine line = ChatLine.of(new ChatEvent.Whispered(member.name, to.name, found.rest()));
      hall.send(to, line);
      member.link.said(line);
    } finally {
      hall.unlock();
    }
  }

  static void subject(Hall hall, Member member, String text)
      throws RefusedException, StorageException {
    requireShort(hall, "topic", text);
    String name;
    Room room;
    hall.lock();
    try {
      room = Hall.roomOf(member);
      if (text.isEmpty()) {
        String subject = room.subject();
        hall.tell(
            member,
            subject == null
                ? new ChatEvent.Notice("no topic is set")
                : new ChatEvent.Subject(null, subject));
        return;
      }
      requireVoice(member);
      name = member.name;
    } finally {
      hall.unlock();
    }
    room.subjects.append(name, text);
    hall.lock();
    try {
      room.subject(text);
      hall.announce(room, new ChatEvent.Subject(name, text));
    } finally {
      hall.unlock();
    }
  }

  static void history(Hall hall, Member member, String argument)
      throws RefusedException, IOException {
    int count = argument.matches("[0-9]{1,4}") ? Integer.parseInt(argument) : 0;
    if (count < 1 || count > MOST_HISTORY) {
      throw new RefusedException(
          "write " + Command.HISTORY.usage() + ", N from 1 to " + MOST_HISTORY);
    }
    Topic topic = roomOf(hall, member).topic;
    long latest = latest(topic);
    if (latest == 0) {
      hall.tell(member, new ChatEvent.Notice("nothing has been said here yet"));
    }
    show(hall, member, topic, latest - count + 1, latest);
  }

  /// What the member has missed since a message that it has seen.
  static void catchUp(Hall hall, Member member, long sequence)
      throws RefusedException, IOException {
    Topic topic = roomOf(hall, member).topic;
    long latest = latest(topic);
    show(hall, member, topic, Math.max(sequence, latest - MOST_HISTORY) + 1, latest);
  }

  private static long latest(Topic topic) throws StorageException {
    List<Entry> last = topic.last(1);
    return last.isEmpty() ? 0 : last.getFirst().sequence();
  }

  private static Room roomOf(Hall hall, Member member) throws RefusedException {
    hall.lock();
    try {
      return Hall.roomOf(member);
    } finally {
      hall.unlock();
    }
  }

  /// In pieces, of which the member has to take one before the next one is read: a member that does
  /// not read holds one piece of memory, and others get their turn in between.
  private static void show(Hall hall, Member member, Topic topic, long first, long last)
      throws RefusedException, IOException {
    for (long next = first; next <= last; ) {
      List<Entry> piece = topic.from(next, (int) Math.min(PIECE, last - next + 1));
      if (piece.isEmpty()) {
        return; // the rest was deleted meanwhile
      }
      if (!hall.history.allows(member.link.address(), piece.size())) {
        throw new RefusedException("slow down: too much history for your address");
      }
      for (Entry entry : piece) {
        hall.tell(member, new ChatEvent.Said(entry));
        member.link.pace();
      }
      next = piece.getLast().sequence() + 1;
    }
  }

  private static void requireShort(Hall hall, String what, String text) throws RefusedException {
    int most = hall.settings.longestMessage();
    if (text.length() > most && text.codePointCount(0, text.length()) > most) {
      throw new RefusedException(what + " longer than " + most + " characters");
    }
  }

  private static void requireVoice(Member member) throws RefusedException {
    if (member.muted) {
      throw new RefusedException("you are muted");
    }
  }
}

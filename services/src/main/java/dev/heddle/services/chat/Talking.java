package dev.heddle.services.chat;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.topics.StorageException;
import java.io.IOException;
import java.util.List;

/// What is said: to the room, to one person, and before. Stateless, and thread-safe: see [Hall].
final class Talking {
  private static final int MOST_HISTORY = 1000;

  private Talking() {}

  /// Returns when the message is stored and the others have it.
  static void say(Hall hall, Member member, String text) throws Refusal, StorageException {
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

  /// What was said in a room is stored; now the others see it. Called by the room's topic.
  static void received(Hall hall, Room room, List<Entry> entries) {
    hall.lock();
    try {
      for (Entry entry : entries) {
        Line line = Line.of(new Event.Said(entry));
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

  static void whisper(Hall hall, Member member, String argument) throws Refusal {
    hall.lock();
    try {
      requireVoice(member);
      Roster.Found found = hall.roster.find(argument, Command.MSG.usage());
      if (found.rest().isEmpty()) {
        throw new Refusal("write " + Command.MSG.usage());
      }
      requireShort(hall, "message", found.rest());
      Member to = found.member();
      Line line = Line.of(new Event.Whispered(member.name, to.name, found.rest()));
      hall.send(to, line);
      member.link.said(line);
    } finally {
      hall.unlock();
    }
  }

  static void subject(Hall hall, Member member, String text) throws Refusal, StorageException {
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
                ? new Event.Notice("no topic is set")
                : new Event.Subject(null, subject));
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
      hall.announce(room, new Event.Subject(name, text));
    } finally {
      hall.unlock();
    }
  }

  static void history(Hall hall, Member member, String argument) throws Refusal, IOException {
    int count = argument.matches("[0-9]{1,4}") ? Integer.parseInt(argument) : 0;
    if (count < 1 || count > MOST_HISTORY) {
      throw new Refusal("write " + Command.HISTORY.usage() + ", N from 1 to " + MOST_HISTORY);
    }
    List<Entry> entries = roomOf(hall, member).topic.last(count);
    if (entries.isEmpty()) {
      hall.tell(member, new Event.Notice("nothing has been said here yet"));
    }
    show(hall, member, entries);
  }

  /// What the member has missed since a message that it has seen.
  static void catchUp(Hall hall, Member member, long sequence) throws Refusal, IOException {
    List<Entry> entries = roomOf(hall, member).topic.last(MOST_HISTORY);
    show(hall, member, entries.stream().filter(entry -> entry.sequence() > sequence).toList());
  }

  private static Room roomOf(Hall hall, Member member) throws Refusal {
    hall.lock();
    try {
      return Hall.roomOf(member);
    } finally {
      hall.unlock();
    }
  }

  /// As many as there are: the member has to take the first ones before the next ones are sent.
  private static void show(Hall hall, Member member, List<Entry> entries) throws IOException {
    for (Entry entry : entries) {
      hall.lock();
      try {
        hall.send(member, Line.of(new Event.Said(entry)));
      } finally {
        hall.unlock();
      }
      member.link.pace();
    }
  }

  private static void requireShort(Hall hall, String what, String text) throws Refusal {
    int most = hall.settings.longestMessage();
    if (text.length() > most && text.codePointCount(0, text.length()) > most) {
      throw new Refusal(what + " longer than " + most + " characters");
    }
  }

  private static void requireVoice(Member member) throws Refusal {
    if (member.muted) {
      throw new Refusal("you are muted");
    }
  }
}

package dev.heddle.services.chat;

import dev.heddle.services.lines.Names;
import dev.heddle.services.topics.StorageException;
import java.util.List;

/// Who is where, and under what name. Stateless, and thread-safe: see [Hall].
final class Moving {
  private static final String LOBBY = "lobby";
  private static final int MOST_LISTED = 100;

  private Moving() {}

  static void welcome(Hall hall, Member member) throws Refusal, StorageException {
    move(hall, member, LOBBY, "Welcome, " + member.name + ". ", " /help lists the commands.");
  }

  static void join(Hall hall, Member member, String argument) throws Refusal, StorageException {
    String name = Names.key(argument.startsWith("#") ? argument.substring(1) : argument);
    if (!Names.isName(name)) {
      throw new Refusal("a room's name is " + Names.RULE);
    }
    move(hall, member, name, "", "");
  }

  private static void move(Hall hall, Member member, String name, String before, String after)
      throws Refusal, StorageException {
    boolean found = false;
    while (!found) {
      Room room = open(hall, name);
      hall.lock();
      try {
        found = !room.isClosed(); // else everybody has left since it was opened
        if (found && !member.gone && !room.equals(member.room)) {
          hall.depart(member, "left");
          arrive(hall, member, room, before, after);
        }
        hall.rooms.closeIfEmpty(room);
      } finally {
        hall.unlock();
      }
    }
  }

  /// The room with its latest messages; waits for those.
  private static Room open(Hall hall, String name) throws Refusal, StorageException {
    Room room;
    hall.lock();
    try {
      room = hall.rooms.open(name);
    } finally {
      hall.unlock();
    }
    try {
      room.load(hall);
      return room;
    } catch (StorageException e) {
      hall.lock();
      try {
        hall.rooms.closeIfEmpty(room);
      } finally {
        hall.unlock();
      }
      throw e;
    }
  }

  private static void arrive(Hall hall, Member member, Room room, String before, String after) {
    int others = room.members().size();
    hall.announce(room, member.name + " joined");
    room.members().add(member);
    member.room = room;
    String company = " with " + others + (others == 1 ? " other." : " others.");
    hall.tell(member, before + "You are in " + room + company + after);
    String subject = room.subject();
    if (subject != null) {
      hall.tell(member, "* " + Talking.topicIs(subject));
    }
    room.recent().forEach(line -> hall.send(member, line));
  }

  static void part(Hall hall, Member member) throws Refusal {
    hall.lock();
    try {
      Room room = Hall.roomOf(member);
      hall.depart(member, "left");
      hall.tell(member, "You have left " + room + ". /join ROOM takes you to another.");
    } finally {
      hall.unlock();
    }
  }

  static void rename(Hall hall, Member member, String name) throws Refusal {
    if (!Names.isName(name)) {
      throw new Refusal("a name is " + Names.RULE);
    }
    hall.lock();
    try {
      Member holder = hall.roster.find(name);
      if (holder != null && !holder.equals(member)) {
        throw new Refusal("name taken: " + holder.name);
      }
      if (hall.roster.isNameBanned(name)) {
        throw new Refusal("name banned: " + name);
      }
      String what = member.name + " is now " + name;
      hall.roster.remove(member);
      member.name = name;
      hall.roster.add(member);
      Room room = member.room;
      if (room == null) {
        hall.tell(member, "* " + what);
      } else {
        hall.announce(room, what);
      }
    } finally {
      hall.unlock();
    }
  }

  static void rooms(Hall hall, Member member) {
    hall.lock();
    try {
      List<String> names =
          hall.rooms.all().stream().map(room -> room + " (" + room.members().size() + ')').toList();
      hall.tell(member, "Rooms: " + listed(names));
    } finally {
      hall.unlock();
    }
  }

  static void who(Hall hall, Member member) throws Refusal {
    hall.lock();
    try {
      Room room = Hall.roomOf(member);
      List<String> names = room.members().stream().map(other -> other.name).toList();
      hall.tell(member, "In " + room + ": " + listed(names));
    } finally {
      hall.unlock();
    }
  }

  private static String listed(List<String> names) {
    int more = names.size() - MOST_LISTED;
    String list = String.join(", ", more > 0 ? names.subList(0, MOST_LISTED) : names);
    return more > 0 ? list + " and " + more + " more" : list;
  }

  static void quit(Hall hall, Member member) {
    hall.lock();
    try {
      hall.drop(member, "Goodbye.", "left");
    } finally {
      hall.unlock();
    }
  }
}

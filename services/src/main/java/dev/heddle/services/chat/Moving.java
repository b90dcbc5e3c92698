package dev.heddle.services.chat;

import dev.heddle.services.lines.NameRules;
import dev.heddle.services.topics.StorageException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Moves and renames members. Stateless, and thread-safe: see [Hall].
final class Moving {
  static final String LOBBY = "lobby";

  private static final int MOST_LISTED = 100;

  private Moving() {}

  static void welcome(Hall hall, Member member, String room)
      throws RefusedException, StorageException {
    String before = "Welcome, " + member.name + ". ";
    String name = roomName(room);
    payForRoom(hall, member, name);
    move(hall, member, name, before, " /help lists the commands.");
  }

  static void join(Hall hall, Member member, String room)
      throws RefusedException, StorageException {
    String name = roomName(room);
    payForRoom(hall, member, name);
    move(hall, member, name, "", "");
  }

  /// A room that is not open yet counts.
  private static void payForRoom(Hall hall, Member member, String name) throws RefusedException {
    hall.lock();
    try {
      if (!hall.rooms.isOpen(name) && !name.equals(LOBBY)) {
        payForChange(hall, member);
      }
    } finally {
      hall.unlock();
    }
  }

  private static void payForChange(Hall hall, Member member) throws RefusedException {
    if (!hall.changes.allows(member.link.address(), 1)) {
      throw new RefusedException("slow down: too many new rooms and names from your address");
    }
  }

  private static String roomName(String text) throws RefusedException {
    String name = NameRules.key(text.startsWith("#") ? text.substring(1) : text);
    if (!NameRules.isName(name)) {
      throw new RefusedException("a room's name is " + NameRules.RULE);
    }
    return name;
  }

  private static void move(Hall hall, Member member, String name, String before, String after)
      throws RefusedException, StorageException {
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

  /// The room with its latest messages; waits until they are loaded.
  private static Room open(Hall hall, String name) throws RefusedException, StorageException {
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
    hall.announce(room, new ChatEvent.Joined(member.name));
    room.members().add(member);
    member.room = room;
    String company = " with " + others + (others == 1 ? " other." : " others.");
    String text = before + "You are in " + room + company + after;
    List<String> names = names(room, ChatEvent.Arrived.MOST_NAMES);
    hall.tell(member, new ChatEvent.Arrived(room.name, member.name, others + 1, names, text));
    String subject = room.subject();
    if (subject != null) {
      hall.tell(member, new ChatEvent.Subject(null, subject));
    }
    room.recent().forEach(line -> hall.send(member, line));
  }

  static void part(Hall hall, Member member) throws RefusedException {
    hall.lock();
    try {
      Room room = Hall.roomOf(member);
      hall.depart(member, "left");
      hall.tell(member, new ChatEvent.Parted(room.name));
    } finally {
      hall.unlock();
    }
  }

  static void rename(Hall hall, Member member, String name) throws RefusedException {
    hall.lock();
    try {
      String refusal = refusal(hall, name, member);
      if (refusal != null) {
        throw new RefusedException(refusal);
      }
      payForChange(hall, member);
      var renamed = new ChatEvent.Renamed(member.name, name);
      hall.roster.remove(member);
      member.name = name;
      hall.roster.add(member);
      Room room = member.room;
      if (room == null) {
        hall.tell(member, renamed);
      } else {
        hall.announce(room, renamed);
      }
    } finally {
      hall.unlock();
    }
  }

  /// Why a name is not available; null if it is. Under the lock.
  ///
  /// @param member may have the name already; null for a new member
  static @Nullable String refusal(Hall hall, String name, @Nullable Member member) {
    if (!NameRules.isName(name)) {
      return "a name is " + NameRules.RULE;
    }
    Member holder = hall.roster.find(name);
    if (holder != null && !holder.equals(member)) {
      return "name taken: " + holder.name;
    }
    return hall.bans.includes(name) ? "name banned: " + name : null;
  }

  static void rooms(Hall hall, Member member) {
    hall.lock();
    try {
      hall.tell(member, new ChatEvent.Told("Rooms: " + listed(hall.rooms.all(), Room::view)));
    } finally {
      hall.unlock();
    }
  }

  static void who(Hall hall, Member member) throws RefusedException {
    hall.lock();
    try {
      Room room = Hall.roomOf(member);
      String names = listed(room.members(), present -> present.name);
      hall.tell(member, new ChatEvent.Told("In " + room + ": " + names));
    } finally {
      hall.unlock();
    }
  }

  static void look(Hall hall, Member member) {
    hall.lock();
    try {
      List<ChatEvent.RoomView> rooms =
          hall.rooms.all().stream().limit(MOST_LISTED).map(Room::view).toList();
      hall.send(member, ChatLine.of(new ChatEvent.Rooms(rooms)));
    } finally {
      hall.unlock();
    }
  }

  private static List<String> names(Room room, int most) {
    return room.members().stream().limit(most).map(member -> member.name).toList();
  }

  /// Lists the first ones only: there may be thousands, and any member may ask.
  static <T> String listed(Collection<T> all, Function<T, ?> shown) {
    String list =
        all.stream()
            .limit(MOST_LISTED)
            .map(one -> shown.apply(one).toString())
            .collect(Collectors.joining(", "));
    int more = all.size() - MOST_LISTED;
    return more > 0 ? list + " and " + more + " more" : list;
  }

  static void quit(Hall hall, Member member) {
    hall.lock();
    try {
      hall.drop(member, new ChatEvent.Told("Goodbye."), "left");
    } finally {
      hall.unlock();
    }
  }
}

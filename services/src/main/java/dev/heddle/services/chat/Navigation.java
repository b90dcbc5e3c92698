package dev.heddle.services.chat;

import dev.heddle.services.lines.NameRules;
import dev.heddle.services.topics.StorageException;
import java.util.List;

/// Takes members into rooms and out of them. Thread-safe.
final class Navigation {
  static final String LOBBY = "lobby";

  private final ChatState chat;
  private final Messaging messaging;

  Navigation(ChatState chat, Messaging messaging) {
    this.chat = chat;
    this.messaging = messaging;
  }

  void welcome(Member member, String room) throws RefusedException, StorageException {
    String name = roomName(room);
    payForRoom(member, name);
    move(member, name, "Welcome, " + member.name + ". ", " /help lists the commands.");
  }

  void join(Member member, String room) throws RefusedException, StorageException {
    String name = roomName(room);
    payForRoom(member, name);
    move(member, name, "", "");
  }

  void part(Member member) throws RefusedException {
    chat.run(() -> {
      Room room = ChatState.roomOf(member);
      chat.depart(member, "left");
      chat.neighbours.show(member);
      chat.tell(member, new ChatEvent.Parted(room.name));
    });
  }

  void quit(Member member) {
    chat.run(() -> chat.drop(member, new ChatEvent.Told("Goodbye."), "left"));
  }

  /// A room that is not open yet counts.
  private void payForRoom(Member member, String name) throws RefusedException {
    chat.run(() -> {
      if (!chat.rooms.isOpen(name) && !name.equals(LOBBY)) {
        Naming.payForChange(chat, member);
      }
    });
  }

  private static String roomName(String text) throws RefusedException {
    String name = NameRules.key(text.startsWith("#") ? text.substring(1) : text);
    if (!NameRules.isName(name)) {
      throw new RefusedException("a room's name is " + NameRules.RULE);
    }
    return name;
  }

  private void move(Member member, String name, String before, String after)
      throws RefusedException, StorageException {
    boolean found = false;
    while (!found) {
      Room room = open(name);
      found =
          chat.call(() -> {
            boolean open = !room.isClosed(); // else everybody has left since it was opened
            if (open && !member.gone && !room.equals(member.room)) {
              chat.depart(member, "left");
              arrive(member, room, before, after);
            }
            chat.rooms.closeIfEmpty(room);
            return open;
          });
    }
  }

  /// The room with its latest messages; waits until they are loaded.
  private Room open(String name) throws RefusedException, StorageException {
    Room room = chat.call(() -> chat.rooms.open(name));
    try {
      room.load(messaging);
      return room;
    } catch (StorageException e) {
      chat.run(() -> chat.rooms.closeIfEmpty(room));
      throw e;
    }
  }

  private void arrive(Member member, Room room, String before, String after) {
    int others = chat.present(room.name);
    chat.announce(room, new ChatEvent.Joined(member.name));
    room.members().add(member);
    member.room = room;
    chat.neighbours.show(member);
    String company = " with " + others + (others == 1 ? " other." : " others.");
    String text = before + "You are in " + room + company + after;
    List<String> names = Directory.names(chat, room.name, ChatEvent.Arrived.MOST_NAMES);
    chat.tell(member, new ChatEvent.Arrived(room.name, member.name, others + 1, names, text));
    String subject = room.subject();
    if (subject != null) {
      chat.tell(member, new ChatEvent.Subject(null, subject));
    }
    room.recent().forEach(line -> chat.send(member, line));
  }
}

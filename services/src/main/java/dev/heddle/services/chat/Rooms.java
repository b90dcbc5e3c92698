package dev.heddle.services.chat;

import dev.heddle.services.topics.Topics;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The rooms that have members on this node. Guarded by the chat's lock.
final class Rooms {
  /// Bounds what people can make us remember by joining ever new rooms.
  private static final int MOST = 10_000;

  private final Map<String, Room> rooms = new TreeMap<>();
  private final Topics topics;

  Rooms(Topics topics) {
    this.topics = topics;
  }

  boolean isOpen(String name) {
    return rooms.containsKey(name);
  }

  /// The room of this name; null if no member of this node is in it.
  @Nullable Room find(String name) {
    return rooms.get(name);
  }

  Room open(String name) throws RefusedException {
    Room existing = rooms.get(name);
    if (existing != null) {
      return existing;
    }
    if (rooms.size() >= MOST) {
      throw new RefusedException("too many rooms: " + MOST);
    }
    var room = new Room(name, topics.topic('#' + name), topics.topic("topic of #" + name));
    rooms.put(name, room);
    return room;
  }

  void closeIfEmpty(Room room) {
    if (room.members().isEmpty() && rooms.remove(room.name, room)) {
      room.close();
    }
  }

  Collection<Room> all() {
    return rooms.values();
  }
}

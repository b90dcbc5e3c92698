package dev.heddle.services.chat;

import dev.heddle.services.lines.NameRules;
import dev.heddle.services.nodes.Register;
import dev.heddle.services.nodes.Register.Holding;
import dev.heddle.services.topics.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The members on other nodes, and what those know of this node's members.
///
/// Guarded by the chat's lock, except [#start] and [#claim], which wait for the other nodes.
final class Neighbours {
  private final Register register;
  private final Map<String, Neighbour> byIdentity = new HashMap<>();
  private final Map<String, Neighbour> byName = new LinkedHashMap<>();
  private final Map<String, Map<String, Neighbour>> byRoom = new TreeMap<>();

  Neighbours(Register register) {
    this.register = register;
  }

  /// Begins to follow who is on other nodes.
  void start(ChatState chat) {
    register.watch(
        new Register.Watcher() {
          @Override
          public void changed(@Nullable Holding before, @Nullable Holding now) {
            chat.run(() -> Neighbours.this.changed(chat, elsewhere(before), elsewhere(now)));
          }

          @Override
          public void lost(String key) {
            chat.run(() -> Neighbours.this.lost(chat, key));
          }
        });
  }

  private static @Nullable Neighbour elsewhere(@Nullable Holding holding) {
    return holding == null || holding.own() ? null : Neighbour.of(holding);
  }

  /// Who has a name has changed. A member that is being renamed has two for a moment, and its node
  /// may write something about the old one after it has taken the new one.
  private void changed(ChatState chat, @Nullable Neighbour before, @Nullable Neighbour now) {
    Neighbour former = before == null ? null : byName.get(before.key());
    Neighbour known = now == null ? null : byIdentity.get(now.identity());
    if (former != null && (now == null || !former.identity().equals(now.identity()))) {
      remove(former);
      announce(chat, former, null);
    }
    if (now != null && (known == null || known.renames() <= now.renames())) {
      if (known != null) {
        remove(known);
      }
      add(now);
      announce(chat, known, now);
    }
  }

  private void add(Neighbour neighbour) {
    byIdentity.put(neighbour.identity(), neighbour);
    byName.put(neighbour.key(), neighbour);
    String room = neighbour.room();
    if (room != null) {
      byRoom.computeIfAbsent(room, _ -> new LinkedHashMap<>()).put(neighbour.key(), neighbour);
    }
  }

  private void remove(Neighbour neighbour) {
    byIdentity.remove(neighbour.identity());
    byName.remove(neighbour.key());
    String room = neighbour.room();
    if (room != null && byRoom.containsKey(room)) {
      byRoom.get(room).remove(neighbour.key());
      if (byRoom.get(room).isEmpty()) {
        byRoom.remove(room);
      }
    }
  }

  private static void announce(
      ChatState chat, @Nullable Neighbour before, @Nullable Neighbour now) {
    Room from = room(chat, before);
    Room to = room(chat, now);
    if (before != null && now != null && from != null && from.equals(to)) {
      if (!before.name().equals(now.name())) {
        chat.announce(from, new ChatEvent.Renamed(before.name(), now.name()));
      }
      return;
    }
    if (before != null && from != null) {
      chat.announce(from, new ChatEvent.Left(before.name(), "left"));
    }
    if (now != null && to != null) {
      chat.announce(to, new ChatEvent.Joined(now.name()));
    }
  }

  private static @Nullable Room room(ChatState chat, @Nullable Neighbour neighbour) {
    String name = neighbour == null ? null : neighbour.room();
    return name == null ? null : chat.rooms.find(name);
  }

  /// Another node has taken a member's name: with its token, while this node was cut off, or at the
  /// same moment.
  private void lost(ChatState chat, String key) {
    Member member = chat.roster.find(key);
    if (member != null) {
      Neighbour holder = find(key);
      boolean isSame = holder != null && holder.isOf(member.proof);
      ChatEvent last =
          isSame
              ? new ChatEvent.Told("you have reconnected from elsewhere")
              : new ChatEvent.Refused("another server has given your name to somebody else");
      chat.drop(member, last, "left");
    }
  }

  /// Takes the name of a member of this node among all nodes, also from the same person elsewhere.
  ///
  /// @return null if the member has it now; else the one that has it
  @Nullable String claim(Neighbour self) throws StorageException {
    Holding holder =
        register.claim(self.key(), self.value(), held -> Neighbour.of(held).isOf(self.proof()));
    return holder == null ? null : Neighbour.of(holder).name();
  }

  /// Something about a member of this node has changed.
  void show(Member member) {
    register.set(NameRules.key(member.name), Neighbour.of(member).value());
  }

  /// A name of this node is free.
  void release(String name) {
    register.release(NameRules.key(name));
  }

  /// A neighbour was silenced, or may speak again: its node will say so, but an operator may ask
  /// before.
  void mute(Neighbour neighbour, boolean muted) {
    remove(neighbour);
    add(neighbour.muted(muted));
  }

  @Nullable Neighbour find(String name) {
    return byName.get(NameRules.key(name));
  }

  /// Those in a room.
  Collection<Neighbour> in(String room) {
    Map<String, Neighbour> there = byRoom.get(room);
    return there == null ? List.of() : there.values();
  }

  /// The rooms that some are in, in order.
  List<String> rooms() {
    return new ArrayList<>(byRoom.keySet());
  }
}

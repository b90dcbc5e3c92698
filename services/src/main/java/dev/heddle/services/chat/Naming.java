package dev.heddle.services.chat;

import dev.heddle.services.lines.NameRules;
import dev.heddle.services.topics.StorageException;
import org.jspecify.annotations.Nullable;

/// Decides which names members may have, and renames them. Thread-safe, except what needs the lock.
final class Naming {
  private final ChatState chat;

  Naming(ChatState chat) {
    this.chat = chat;
  }

  /// Takes a new member's name among all nodes. Waits for them.
  ///
  /// @return null if the member has it; else who has
  @Nullable String claim(Member member) throws StorageException {
    Neighbour self = chat.call(() -> Neighbour.of(member));
    String holder = chat.neighbours.claim(self);
    chat.run(() -> {
      boolean hasFollower = chat.roster.find(self.name()) != null; // it came again meanwhile
      if (holder == null && member.gone && !hasFollower) {
        chat.neighbours.release(self.name());
      }
    });
    return holder;
  }

  /// Gives a new member the next name. Under the lock.
  void giveAnother(Member member) {
    chat.roster.remove(member);
    member.name = chat.roster.nextName();
    if (!member.gone) {
      chat.roster.add(member);
    }
  }

  /// Waits for the other nodes.
  void rename(Member member, String name) throws RefusedException, StorageException {
    Neighbour renamed = chat.call(() -> prepare(member, name));
    if (renamed == null) {
      chat.run(() -> rename(member, name, null));
      return;
    }
    try {
      String holder = chat.neighbours.claim(renamed);
      chat.run(() -> rename(member, name, holder));
    } finally {
      chat.run(() -> settle(member, name));
    }
  }

  /// If the member has not got the name, other nodes may have seen it under that one nevertheless.
  private void settle(Member member, String name) {
    chat.roster.unreserve(name, member);
    if (!member.name.equals(name)) {
      member.renames += 2;
      chat.neighbours.show(member);
    }
  }

  /// What the member will be, if no member on another node has that name. Null if no member can
  /// have it: it is the member's own name in other letters.
  private @Nullable Neighbour prepare(Member member, String name) throws RefusedException {
    ChatState.requirePresent(member); // or nobody would ever free the new name
    String refusal = refusal(name, member);
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
    payForChange(chat, member);
    chat.roster.reserve(name, member);
    boolean isSame = NameRules.key(name).equals(NameRules.key(member.name));
    return isSame ? null : Neighbour.of(member).renamed(name);
  }

  private void rename(Member member, String name, @Nullable String holder) throws RefusedException {
    if (holder != null) {
      throw new RefusedException("name taken: " + holder);
    }
    if (member.gone) {
      chat.neighbours.release(name);
    }
    ChatState.requirePresent(member);
    var renamed = new ChatEvent.Renamed(member.name, name);
    chat.roster.remove(member);
    if (!NameRules.key(name).equals(NameRules.key(member.name))) {
      chat.neighbours.release(member.name);
    }
    member.name = name;
    member.renames++;
    chat.roster.add(member);
    chat.neighbours.show(member);
    Room room = member.room;
    if (room == null) {
      chat.tell(member, renamed);
    } else {
      chat.announce(room, renamed);
    }
  }

  /// Why a new member cannot have a name, as far as this node decides that: one that a member of
  /// another node has may be of the same person. Null if it can. Under the lock.
  @Nullable String refusalToEnter(String name) {
    return refusal(name, chat.roster.find(name), null);
  }

  private @Nullable String refusal(String name, Member member) {
    return refusal(name, chat.roster.person(name), member);
  }

  /// @param member may have the name already; null for a new member
  private @Nullable String refusal(String name, @Nullable Person holder, @Nullable Member member) {
    if (!NameRules.isName(name)) {
      return "a name is " + NameRules.RULE;
    }
    if (holder != null && !holder.equals(member)) {
      return "name taken: " + holder.name();
    }
    return chat.bans.includes(name) ? "name banned: " + name : null;
  }

  /// Counts a new room or name against the member's address. Under the lock.
  static void payForChange(ChatState chat, Member member) throws RefusedException {
    if (!chat.changes.allows(member.link.address(), 1)) {
      throw new RefusedException("slow down: too many new rooms and names from your address");
    }
  }
}

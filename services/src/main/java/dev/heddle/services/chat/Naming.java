package dev.heddle.services.chat;

import dev.heddle.services.lines.NameRules;
import org.jspecify.annotations.Nullable;

/// Decides which names members may have, and renames them. Thread-safe, except what needs the lock.
final class Naming {
  private final ChatState chat;

  Naming(ChatState chat) {
    this.chat = chat;
  }

  void rename(Member member, String name) throws RefusedException {
    chat.run(() -> {
      ChatState.requirePresent(member); // or nobody would ever free the new name
      String refusal = refusal(name, member);
      if (refusal != null) {
        throw new RefusedException(refusal);
      }
      payForChange(chat, member);
      var renamed = new ChatEvent.Renamed(member.name, name);
      chat.roster.remove(member);
      member.name = name;
      chat.roster.add(member);
      Room room = member.room;
      if (room == null) {
        chat.tell(member, renamed);
      } else {
        chat.announce(room, renamed);
      }
    });
  }

  /// Why a name is not available; null if it is. Under the lock.
  ///
  /// @param member may have the name already; null for a new member
  @Nullable String refusal(String name, @Nullable Member member) {
    if (!NameRules.isName(name)) {
      return "a name is " + NameRules.RULE;
    }
    Member holder = chat.roster.find(name);
    if (holder != null && !holder.equals(member)) {
      return "name taken: " + holder.name;
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

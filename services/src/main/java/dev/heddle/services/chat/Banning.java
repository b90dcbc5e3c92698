package dev.heddle.services.chat;

import dev.heddle.services.lines.NameRules;
import dev.heddle.services.topics.StorageException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Bans by operators. Stateless, and thread-safe: see [Hall].
final class Banning {
  private Banning() {}

  /// The ban takes effect at once, and is stored afterwards: a full disk does not prevent it.
  static void ban(Hall hall, Member operator, String argument) throws RefusedException {
    Ban ban;
    String name;
    hall.lock();
    try {
      Moderation.requireOperator(operator);
      name = operator.name;
      ban = parsed(argument, Command.BAN);
      if (ban instanceof Ban.OfName(String key)
          && hall.roster.find(key) == null
          && !NameRules.isName(key)) {
        throw new RefusedException("nobody here is called " + argument);
      }
      hall.bans.add(ban);
      hall.tell(operator, new ChatEvent.Notice(ban + " is banned"));
      dropAll(hall, operator, ban);
    } finally {
      hall.unlock();
    }
    store(hall, operator, name, ban, true);
  }

  static void unban(Hall hall, Member operator, String argument) throws RefusedException {
    Ban ban;
    String name;
    hall.lock();
    try {
      Moderation.requireOperator(operator);
      name = operator.name;
      ban = parsed(argument, Command.UNBAN);
      hall.bans.remove(ban);
      hall.tell(operator, new ChatEvent.Notice(ban + " is no longer banned"));
    } finally {
      hall.unlock();
    }
    store(hall, operator, name, ban, false);
  }

  static void list(Hall hall, Member operator) throws RefusedException {
    hall.lock();
    try {
      Moderation.requireOperator(operator);
      String all = Moving.listed(hall.bans.all(), Ban::toString);
      hall.tell(
          operator, new ChatEvent.Told(all.isEmpty() ? "Nobody is banned." : "Banned: " + all));
    } finally {
      hall.unlock();
    }
  }

  private static Ban parsed(String argument, Command command) throws RefusedException {
    if (argument.isEmpty()) {
      throw new RefusedException("write " + command.usage());
    }
    try {
      return Ban.of(argument);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
  }

  private static void dropAll(Hall hall, Member operator, Ban ban) {
    switch (ban) {
      case Ban.OfName(String key) -> {
        @Nullable Member banned = hall.roster.find(key);
        if (banned != null) {
          Moderation.dropBy(hall, operator, banned, "banned");
        }
      }
      case Ban.OfAddress(var block) -> {
        for (Member member : new ArrayList<>(hall.roster.all())) {
          if (!member.equals(operator) && member.link.address().equals(block)) {
            Moderation.dropBy(hall, operator, member, "banned");
          }
        }
      }
    }
  }

  private static void store(Hall hall, Member operator, String name, Ban ban, boolean added) {
    try {
      hall.bans.store(name, ban, added);
    } catch (StorageException e) {
      String what = (added ? "the ban of " : "the end of the ban of ") + ban;
      hall.tell(
          operator, new ChatEvent.Refused(what + " could not be stored: it ends with the server"));
    }
  }
}

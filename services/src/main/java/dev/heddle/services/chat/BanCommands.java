package dev.heddle.services.chat;

import dev.heddle.services.lines.NameRules;
import dev.heddle.services.topics.StorageException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Bans by operators: added, lifted and listed. Thread-safe.
final class BanCommands {
  private final ChatState chat;

  BanCommands(ChatState chat) {
    this.chat = chat;
  }

  /// The ban takes effect at once, and is stored afterwards: a full disk does not prevent it.
  void ban(Member operator, String argument) throws RefusedException {
    change(
        operator,
        argument,
        Command.BAN,
        ban -> {
          if (ban instanceof Ban.OfName(String key)
              && chat.roster.find(key) == null
              && !NameRules.isName(key)) {
            throw new RefusedException("nobody here is called " + argument);
          }
          chat.bans.add(ban);
          chat.tell(operator, new ChatEvent.Notice(ban + " is banned"));
          dropAll(operator, ban);
        });
  }

  void unban(Member operator, String argument) throws RefusedException {
    change(
        operator,
        argument,
        Command.UNBAN,
        ban -> {
          chat.bans.remove(ban);
          chat.tell(operator, new ChatEvent.Notice(ban + " is no longer banned"));
        });
  }

  private interface BanChange {
    void make(Ban ban) throws RefusedException;
  }

  private record Made(String operator, Ban ban) {}

  private void change(Member operator, String argument, Command command, BanChange change)
      throws RefusedException {
    Made made =
        chat.call(() -> {
          Moderation.requireOperator(operator);
          Ban ban = parsed(argument, command);
          change.make(ban);
          return new Made(operator.name, ban);
        });
    store(operator, made, command == Command.BAN);
  }

  void list(Member operator) throws RefusedException {
    chat.run(() -> {
      Moderation.requireOperator(operator);
      String all = Directory.listed(chat.bans.all(), Ban::toString);
      chat.tell(
          operator, new ChatEvent.Told(all.isEmpty() ? "Nobody is banned." : "Banned: " + all));
    });
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

  private void dropAll(Member operator, Ban ban) {
    switch (ban) {
      case Ban.OfName(String key) -> {
        @Nullable Member banned = chat.roster.find(key);
        if (banned != null) {
          Moderation.drop(chat, operator, banned, "banned");
        }
      }
      case Ban.OfAddress(var block) -> {
        for (Member member : new ArrayList<>(chat.roster.all())) {
          if (!member.equals(operator) && member.link.address().equals(block)) {
            Moderation.drop(chat, operator, member, "banned");
          }
        }
      }
    }
  }

  private void store(Member operator, Made made, boolean added) {
    try {
      chat.bans.store(made.operator, made.ban, added);
    } catch (StorageException e) {
      String what = (added ? "the ban of " : "the end of the ban of ") + made.ban;
      chat.tell(
          operator, new ChatEvent.Refused(what + " could not be stored: it ends with the server"));
    }
  }
}

package dev.heddle.services.chat;

import dev.heddle.services.lines.NameRules;
import dev.heddle.services.topics.StorageException;
import java.util.ArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Bans by operators: added, lifted and listed. Thread-safe.
final class BanCommands {
  private final ChatState chat;

  /// One change at a time takes effect and is stored: the storage shows each to [Bans] again, which
  /// must not undo a later one. Taken before the chat's.
  private final ReentrantLock changing = new ReentrantLock();

  BanCommands(ChatState chat) {
    this.chat = chat;
  }

  /// The ban takes effect before it is stored: a full disk does not prevent it.
  void ban(Member operator, String argument) throws RefusedException {
    change(
        operator,
        argument,
        Command.BAN,
        ban -> {
          if (ban instanceof Ban.OfName(String key)
              && chat.roster.person(key) == null
              && !NameRules.isName(key)) {
            throw new RefusedException("nobody here is called " + argument);
          }
          chat.bans.add(ban);
          chat.tell(operator, new ChatEvent.Notice(ban + " is banned"));
          dropAll(chat, operator.name, ban);
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

  /// A change that has taken effect, and is to be stored.
  private record Made(Member operator, String name, Ban ban, boolean added) {}

  private void change(Member operator, String argument, Command command, BanChange change)
      throws RefusedException {
    changing.lock();
    try {
      Made made =
          chat.call(() -> {
            Moderation.requireOperator(operator);
            Ban ban = parsed(argument, command);
            change.make(ban);
            return new Made(operator, operator.name, ban, command == Command.BAN);
          });
      store(made);
    } finally {
      changing.unlock();
    }
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

  /// Removes those that a ban is for. Under the lock.
  static void dropAll(ChatState chat, String operator, Ban ban) {
    switch (ban) {
      case Ban.OfName(String key) -> {
        @Nullable Member banned = chat.roster.find(key);
        if (banned != null) {
          Moderation.drop(chat, operator, banned, "banned");
        }
      }
      case Ban.OfAddress(var block) -> {
        for (Member member : new ArrayList<>(chat.roster.all())) {
          if (!member.name.equals(operator) && member.link.address().equals(block)) {
            Moderation.drop(chat, operator, member, "banned");
          }
        }
      }
    }
  }

  private void store(Made made) {
    try {
      chat.bans.store(made.name, made.ban, made.added);
    } catch (StorageException e) {
      String what = (made.added ? "the ban of " : "the end of the ban of ") + made.ban;
      chat.tell(
          made.operator,
          new ChatEvent.Refused(what + " could not be stored: it ends with the server"));
    }
  }
}

package dev.heddle.services.chat;

import dev.heddle.services.lines.Operators.Attempt;
import dev.heddle.services.topics.StorageException;
import org.jspecify.annotations.Nullable;

/// Makes operators, and lets them remove and silence members. Thread-safe, except what needs the
/// lock.
final class Moderation {
  private final ChatState chat;
  private final Letters letters;

  Moderation(ChatState chat, Letters letters) {
    this.chat = chat;
    this.letters = letters;
  }

  void oper(Member member, String password) throws RefusedException {
    if (password.isEmpty()) {
      throw new RefusedException("write " + Command.OPER.usage());
    }
    Attempt attempt = chat.settings.operators().attempt(member.link.address(), password);
    chat.run(() -> {
      switch (attempt) {
        case Attempt.Accepted() -> {
          member.operator = true;
          chat.tell(member, new ChatEvent.Told("You are an operator."));
        }
        case Attempt.Rejected(String reason, boolean isGuess) -> {
          if (isGuess && member.countWrongPassword()) {
            chat.drop(member, new ChatEvent.Refused("too many wrong passwords"), "left");
          } else {
            chat.tell(member, new ChatEvent.Refused(reason));
          }
        }
      }
    });
  }

  /// Waits if the member is on another node.
  void kick(Member operator, String argument) throws RefusedException, StorageException {
    Letter elsewhere =
        chat.call(() -> {
          requireOperator(operator);
          Person kicked = chat.roster.find(argument, Command.KICK.usage()).person();
          tellOutside(chat, operator, roomOf(kicked), kicked.name() + " was kicked");
          if (kicked instanceof Member member) {
            drop(chat, operator.name, member, "kicked");
            return null;
          }
          return new Letter.Kick(operator.name, kicked.name());
        });
    if (elsewhere != null) {
      letters.send(elsewhere);
    }
  }

  /// All nodes hear of it, and announce it to those in the member's room. Waits for them.
  void mute(Member operator, String argument) throws RefusedException, StorageException {
    Letter letter =
        chat.call(() -> {
          requireOperator(operator);
          Person person = chat.roster.find(argument, Command.MUTE.usage()).person();
          boolean muted =
              switch (person) {
                case Member member -> member.muted;
                case Neighbour neighbour -> neighbour.muted();
              };
          return new Letter.Mute(operator.name, person.name(), !muted);
        });
    letters.send(letter);
  }

  /// A member was silenced, or may speak again. Under the lock.
  static void muted(ChatState chat, String operator, String name, boolean muted) {
    Person person = chat.roster.person(name);
    if (person == null) {
      return;
    }
    String what = person.name() + (muted ? " was muted by " : " may speak again, says ") + operator;
    String room = roomOf(person);
    Member teller = chat.roster.find(operator);
    if (teller != null) {
      tellOutside(chat, teller, room, what);
    }
    switch (person) {
      case Member member -> {
        member.muted = muted;
        chat.neighbours.show(member);
        if (room == null) {
          chat.tell(member, new ChatEvent.Notice(what));
        }
      }
      case Neighbour neighbour -> chat.neighbours.mute(neighbour, muted);
    }
    Room open = room == null ? null : chat.rooms.find(room);
    if (open != null) {
      chat.announce(open, new ChatEvent.Notice(what));
    }
  }

  private static @Nullable String roomOf(Person person) {
    return switch (person) {
      case Member member -> member.room == null ? null : member.room.name;
      case Neighbour neighbour -> neighbour.room();
    };
  }

  /// Removes a member in an operator's name. Under the lock.
  static void drop(ChatState chat, String operator, Member member, String how) {
    String what = how + " by " + operator;
    chat.drop(member, new ChatEvent.Refused(what), "was " + what);
  }

  /// Under the lock.
  static void requireOperator(Member member) throws RefusedException {
    if (!member.operator) {
      throw new RefusedException("only for operators; /oper PASSWORD makes you one");
    }
  }

  /// The operator is notified, too, if not in that room.
  private static void tellOutside(
      ChatState chat, Member operator, @Nullable String room, String what) {
    if (operator.room == null || !operator.room.name.equals(room)) {
      chat.tell(operator, new ChatEvent.Notice(what));
    }
  }
}

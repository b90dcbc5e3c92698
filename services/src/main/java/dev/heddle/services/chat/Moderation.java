package dev.heddle.services.chat;

import dev.heddle.services.lines.Operators.Attempt;

/// The operators' commands, except [Banning]. Stateless: all of it happens under the chat's lock.
final class Moderation {
  private Moderation() {}

  static void oper(Hall hall, Member member, String password) throws RefusedException {
    if (password.isEmpty()) {
      throw new RefusedException("write " + Command.OPER.usage());
    }
    Attempt attempt = hall.settings.operators().attempt(member.link.address(), password);
    hall.lock();
    try {
      switch (attempt) {
        case Attempt.Accepted() -> {
          member.operator = true;
          hall.tell(member, new ChatEvent.Told("You are an operator."));
        }
        case Attempt.Rejected(String reason, boolean isGuess) -> {
          if (isGuess && member.countWrongPassword()) {
            hall.drop(member, new ChatEvent.Refused("too many wrong passwords"), "left");
          } else {
            hall.tell(member, new ChatEvent.Refused(reason));
          }
        }
      }
    } finally {
      hall.unlock();
    }
  }

  static void kick(Hall hall, Member operator, String argument) throws RefusedException {
    hall.lock();
    try {
      requireOperator(operator);
      Member kicked = hall.roster.find(argument, Command.KICK.usage()).member();
      tellOutside(hall, operator, kicked, kicked.name + " was kicked");
      dropBy(hall, operator, kicked, "kicked");
    } finally {
      hall.unlock();
    }
  }

  static void mute(Hall hall, Member operator, String argument) throws RefusedException {
    hall.lock();
    try {
      requireOperator(operator);
      Member muted = hall.roster.find(argument, Command.MUTE.usage()).member();
      muted.muted = !muted.muted;
      String what =
          muted.name + (muted.muted ? " was muted by " : " may speak again, says ") + operator.name;
      tellOutside(hall, operator, muted, what);
      if (muted.room == null) {
        hall.tell(muted, new ChatEvent.Notice(what));
      } else {
        hall.announce(muted.room, new ChatEvent.Notice(what));
      }
    } finally {
      hall.unlock();
    }
  }

  static void dropBy(Hall hall, Member operator, Member member, String how) {
    String what = how + " by " + operator.name;
    hall.drop(member, new ChatEvent.Refused(what), "was " + what);
  }

  static void requireOperator(Member member) throws RefusedException {
    if (!member.operator) {
      throw new RefusedException("only for operators; /oper PASSWORD makes you one");
    }
  }

  /// The operator is notified, too, if not in that room.
  private static void tellOutside(Hall hall, Member operator, Member subject, String what) {
    if (operator.room == null || !operator.room.equals(subject.room)) {
      hall.tell(operator, new ChatEvent.Notice(what));
    }
  }
}

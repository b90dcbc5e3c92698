package dev.heddle.services.chat;

import dev.heddle.services.lines.Names;
import java.util.ArrayList;

/// What operators do. Stateless: all of it happens under the chat's lock.
final class Moderation {
  private Moderation() {}

  static void oper(Hall hall, Member member, String password) throws Refusal {
    if (password.isEmpty()) {
      throw new Refusal("write " + Command.OPER.usage());
    }
    String refusal = hall.settings.operators().refusal(password);
    hall.lock();
    try {
      if (refusal == null) {
        member.operator = true;
        hall.tell(member, new Event.Told("You are an operator."));
      } else if (member.countWrongPassword()) {
        hall.drop(member, new Event.Refused("too many wrong passwords"), "left");
      } else {
        hall.tell(member, new Event.Refused(refusal));
      }
    } finally {
      hall.unlock();
    }
  }

  static void kick(Hall hall, Member operator, String argument) throws Refusal {
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

  static void mute(Hall hall, Member operator, String argument) throws Refusal {
    hall.lock();
    try {
      requireOperator(operator);
      Member muted = hall.roster.find(argument, Command.MUTE.usage()).member();
      muted.muted = !muted.muted;
      String what =
          muted.name + (muted.muted ? " was muted by " : " may speak again, says ") + operator.name;
      tellOutside(hall, operator, muted, what);
      if (muted.room == null) {
        hall.tell(muted, new Event.Notice(what));
      } else {
        hall.announce(muted.room, new Event.Notice(what));
      }
    } finally {
      hall.unlock();
    }
  }

  static void ban(Hall hall, Member operator, String argument) throws Refusal {
    hall.lock();
    try {
      requireOperator(operator);
      if (argument.indexOf('.') >= 0 || argument.indexOf(':') >= 0) {
        banAddress(hall, operator, argument);
      } else {
        banName(hall, operator, argument);
      }
    } finally {
      hall.unlock();
    }
  }

  private static void banAddress(Hall hall, Member operator, String address) {
    if (!hall.roster.toggleAddress(address)) {
      hall.tell(operator, new Event.Notice(address + " is no longer banned"));
      return;
    }
    hall.tell(operator, new Event.Notice(address + " is banned"));
    for (Member member : new ArrayList<>(hall.roster.all())) {
      if (!member.equals(operator) && member.link.address().equals(address)) {
        dropBy(hall, operator, member, "banned");
      }
    }
  }

  private static void banName(Hall hall, Member operator, String argument) throws Refusal {
    Member banned = hall.roster.find(argument);
    if (banned == null && !Names.isName(argument)) {
      throw new Refusal("write " + Command.BAN.usage());
    }
    if (!hall.roster.toggleName(argument)) {
      hall.tell(operator, new Event.Notice(argument + " is no longer banned"));
      return;
    }
    hall.tell(operator, new Event.Notice(argument + " is banned"));
    if (banned != null) {
      dropBy(hall, operator, banned, "banned");
    }
  }

  private static void dropBy(Hall hall, Member operator, Member member, String how) {
    String what = how + " by " + operator.name;
    hall.drop(member, new Event.Refused(what), "was " + what);
  }

  private static void requireOperator(Member member) throws Refusal {
    if (!member.operator) {
      throw new Refusal("only for operators; /oper PASSWORD makes you one");
    }
  }

  /// The operator is told, too, if not in that room to see it.
  private static void tellOutside(Hall hall, Member operator, Member subject, String what) {
    if (operator.room == null || !operator.room.equals(subject.room)) {
      hall.tell(operator, new Event.Notice(what));
    }
  }
}

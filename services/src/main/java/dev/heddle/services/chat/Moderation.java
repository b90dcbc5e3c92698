package dev.heddle.services.chat;

import dev.heddle.services.lines.Operators.Attempt;

/// Makes operators, and lets them remove and silence members. Thread-safe, except what needs the
/// lock.
final class Moderation {
  private final ChatState chat;

  Moderation(ChatState chat) {
    this.chat = chat;
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

  void kick(Member operator, String argument) throws RefusedException {
    chat.run(() -> {
      requireOperator(operator);
      Member kicked = chat.roster.find(argument, Command.KICK.usage()).member();
      tellOutside(operator, kicked, kicked.name + " was kicked");
      drop(chat, operator, kicked, "kicked");
    });
  }

  void mute(Member operator, String argument) throws RefusedException {
    chat.run(() -> {
      requireOperator(operator);
      Member muted = chat.roster.find(argument, Command.MUTE.usage()).member();
      muted.muted = !muted.muted;
      String what =
          muted.name + (muted.muted ? " was muted by " : " may speak again, says ") + operator.name;
      tellOutside(operator, muted, what);
      if (muted.room == null) {
        chat.tell(muted, new ChatEvent.Notice(what));
      } else {
        chat.announce(muted.room, new ChatEvent.Notice(what));
      }
    });
  }

  /// Removes a member in an operator's name. Under the lock.
  static void drop(ChatState chat, Member operator, Member member, String how) {
    String what = how + " by " + operator.name;
    chat.drop(member, new ChatEvent.Refused(what), "was " + what);
  }

  /// Under the lock.
  static void requireOperator(Member member) throws RefusedException {
    if (!member.operator) {
      throw new RefusedException("only for operators; /oper PASSWORD makes you one");
    }
  }

  /// The operator is notified, too, if not in that room.
  private void tellOutside(Member operator, Member subject, String what) {
    if (operator.room == null || !operator.room.equals(subject.room)) {
      chat.tell(operator, new ChatEvent.Notice(what));
    }
  }
}

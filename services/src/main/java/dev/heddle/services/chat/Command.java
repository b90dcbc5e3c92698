package dev.heddle.services.chat;

import dev.heddle.text.PlainText;
import java.io.IOException;
import java.util.Locale;

/// The commands of members. Stateless.
@SuppressWarnings("ImmutableEnumChecker") // the actions are methods
enum Command {
  NICK("/nick NAME", "be called NAME", Moving::rename),
  JOIN("/join ROOM", "go to another room", Moving::join),
  PART("/part", "leave the room", (hall, member, _) -> Moving.part(hall, member)),
  ROOMS("/rooms", "which rooms there are", (hall, member, _) -> Moving.rooms(hall, member)),
  WHO("/who", "who is in the room", (hall, member, _) -> Moving.who(hall, member)),
  MSG("/msg NAME TEXT", "say something to one person", Talking::whisper),
  TOPIC("/topic TEXT", "what the room is about", Talking::subject),
  HISTORY("/history N", "the last N messages", Talking::history),
  HELP("/help", "this list", (hall, member, _) -> help(hall, member)),
  QUIT("/quit", "leave", (hall, member, _) -> Moving.quit(hall, member)),
  OPER("/oper PASSWORD", "become an operator", Moderation::oper),
  KICK("/kick NAME", "operators: throw somebody out", Moderation::kick),
  MUTE("/mute NAME", "operators: silence somebody; again: lift it", Moderation::mute),
  BAN("/ban NAME or ADDRESS", "operators: keep somebody out, for good", Banning::ban),
  UNBAN("/unban NAME or ADDRESS", "operators: lift a ban", Banning::unban),
  BANS("/bans", "operators: who is banned", (hall, member, _) -> Banning.list(hall, member));

  private static final int MOST_QUOTED = 40;

  private final String usage;
  private final String description;
  private final Action action;

  private interface Action {
    void run(Hall hall, Member member, String argument) throws RefusedException, IOException;
  }

  Command(String usage, String description, Action action) {
    this.usage = usage;
    this.description = description;
    this.action = action;
  }

  String usage() {
    return usage;
  }

  /// Runs the command that the text begins with.
  static void run(Hall hall, Member member, String text) throws RefusedException, IOException {
    int blank = text.indexOf(' ');
    String word = blank < 0 ? text : text.substring(0, blank);
    for (Command command : values()) {
      if (word.equals('/' + command.name().toLowerCase(Locale.ROOT))) {
        command.action.run(hall, member, blank < 0 ? "" : text.substring(blank).strip());
        return;
      }
    }
    throw new RefusedException(
        "unknown command " + PlainText.beginning(word, MOST_QUOTED) + "; /help lists the commands");
  }

  private static void help(Hall hall, Member member) {
    for (Command command : values()) {
      String gap = " ".repeat(24 - command.usage.length());
      hall.tell(member, new ChatEvent.Told(command.usage + gap + command.description));
    }
  }
}

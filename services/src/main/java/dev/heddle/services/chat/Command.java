package dev.heddle.services.chat;

import dev.heddle.text.PlainText;
import java.io.IOException;
import java.util.Locale;

/// The commands of members. Stateless.
@SuppressWarnings("ImmutableEnumChecker") // the actions are methods
enum Command {
  NICK(
      "/nick NAME", "take the name NAME", (chat, member, name) -> chat.naming.rename(member, name)),
  JOIN(
      "/join ROOM",
      "go to another room",
      (chat, member, room) -> chat.navigation.join(member, room)),
  PART("/part", "leave the room", (chat, member, _) -> chat.navigation.part(member)),
  ROOMS("/rooms", "list the rooms", (chat, member, _) -> chat.directory.rooms(member)),
  WHO("/who", "list the members of the room", (chat, member, _) -> chat.directory.who(member)),
  MSG(
      "/msg NAME TEXT",
      "send a message to one member",
      (chat, member, text) -> chat.messaging.whisper(member, text)),
  TOPIC(
      "/topic TEXT",
      "say what the room is about",
      (chat, member, text) -> chat.messaging.subject(member, text)),
  HISTORY(
      "/history N",
      "show the last N messages",
      (chat, member, count) -> chat.roomHistory.show(member, count)),
  HELP("/help", "list the commands", (chat, member, _) -> help(chat, member)),
  QUIT("/quit", "leave the chat", (chat, member, _) -> chat.navigation.quit(member)),
  OPER(
      "/oper PASSWORD",
      "become an operator",
      (chat, member, password) -> chat.moderation.oper(member, password)),
  KICK(
      "/kick NAME",
      "operators: disconnect a member",
      (chat, member, name) -> chat.moderation.kick(member, name)),
  MUTE(
      "/mute NAME",
      "operators: silence a member; again: allow it to speak",
      (chat, member, name) -> chat.moderation.mute(member, name)),
  BAN(
      "/ban NAME or ADDRESS",
      "operators: keep a member out, for good",
      (chat, member, banned) -> chat.banCommands.ban(member, banned)),
  UNBAN(
      "/unban NAME or ADDRESS",
      "operators: lift a ban",
      (chat, member, banned) -> chat.banCommands.unban(member, banned)),
  BANS("/bans", "operators: list the bans", (chat, member, _) -> chat.banCommands.list(member));

  private static final int MOST_QUOTED = 40;

  private final String usage;
  private final String description;
  private final Action action;

  private interface Action {
    void run(Chat chat, Member member, String argument) throws RefusedException, IOException;
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
  static void run(Chat chat, Member member, String text) throws RefusedException, IOException {
    int blank = text.indexOf(' ');
    String word = blank < 0 ? text : text.substring(0, blank);
    for (Command command : values()) {
      if (word.equals('/' + command.name().toLowerCase(Locale.ROOT))) {
        command.action.run(chat, member, blank < 0 ? "" : text.substring(blank).strip());
        return;
      }
    }
    throw new RefusedException(
        "unknown command " + PlainText.beginning(word, MOST_QUOTED) + "; /help lists the commands");
  }

  private static void help(Chat chat, Member member) {
    for (Command command : values()) {
      String gap = " ".repeat(24 - command.usage.length());
      chat.state.tell(member, new ChatEvent.Told(command.usage + gap + command.description));
    }
  }
}

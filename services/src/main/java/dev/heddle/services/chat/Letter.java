package dev.heddle.services.chat;

import org.jspecify.annotations.Nullable;

/// A message between nodes; all of them get it. Written in fields between tabs, which nothing that
/// members say can contain. Immutable.
sealed interface Letter {

  /// A private message.
  ///
  /// @param to the recipient's name
  record Whisper(String from, String to, String words) implements Letter {}

  /// An operator removes a member.
  record Kick(String operator, String name) implements Letter {}

  /// An operator silences a member, or lets it speak again.
  record Mute(String operator, String name, boolean muted) implements Letter {}

  default String text() {
    return switch (this) {
      case Whisper(String from, String to, String words) -> fields("whisper", from, to, words);
      case Kick(String operator, String name) -> fields("kick", operator, name);
      case Mute(String operator, String name, boolean muted) ->
          fields(muted ? "mute" : "unmute", operator, name);
    };
  }

  private static String fields(String... fields) {
    return String.join("\t", fields);
  }

  /// @return null if it is none that this version knows
  static @Nullable Letter of(String text) {
    String[] fields = text.split("\t", -1);
    return switch (fields[0] + '/' + fields.length) {
      case "whisper/4" -> new Whisper(fields[1], fields[2], fields[3]);
      case "kick/3" -> new Kick(fields[1], fields[2]);
      case "mute/3" -> new Mute(fields[1], fields[2], true);
      case "unmute/3" -> new Mute(fields[1], fields[2], false);
      default -> null;
    };
  }
}

package dev.heddle.services.chat.page;

import dev.heddle.http.websocket.WebSocketMessage;
import org.jspecify.annotations.Nullable;

/// What the page asks for. Immutable.
sealed interface PageRequest {

  /// The most characters of a name or token: they are in memory for as long as the member stays.
  /// The page's own have 32.
  int LONGEST_WORD = 128;

  /// @param name null for one that is given
  /// @param from the number of the first message wanted of the room; 0 for the latest few
  /// @param token null for none
  record Enter(@Nullable String name, String room, long from, @Nullable String token)
      implements PageRequest {}

  record Say(String line) implements PageRequest {}

  /// @param from likewise
  record Join(String room, long from) implements PageRequest {}

  record Look() implements PageRequest {}

  /// @throws IllegalArgumentException if it is none of these; the message says why
  static PageRequest of(WebSocketMessage message) {
    if (!(message instanceof WebSocketMessage.Text(String text))) {
      throw new IllegalArgumentException("not text");
    }
    String[] fields = text.split("\t", -1);
    return switch (fields[0] + '/' + fields.length) {
      case "enter/5" ->
          new Enter(
              given(word(fields[1])), word(fields[2]), number(fields[3]), given(word(fields[4])));
      case "say/2" -> new Say(fields[1]);
      case "join/3" -> new Join(fields[1], number(fields[2]));
      case "look/1" -> new Look();
      default -> throw new IllegalArgumentException("unknown request");
    };
  }

  private static String word(String field) {
    if (field.length() > LONGEST_WORD) {
      throw new IllegalArgumentException("longer than " + LONGEST_WORD + " characters");
    }
    return field;
  }

  private static @Nullable String given(String field) {
    return field.isEmpty() ? null : field;
  }

  private static long number(String field) {
    if (!field.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("not a number");
    }
    return Long.parseLong(field);
  }
}

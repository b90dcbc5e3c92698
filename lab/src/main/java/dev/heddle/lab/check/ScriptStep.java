package dev.heddle.lab.check;

import java.util.List;
import java.util.Locale;

/// One line of a file of rules: an actor and an action. Immutable.
///
/// @param line its number in the file, from 1
/// @param clients by name; one without a name in the shortest talk
/// @param verb the action
/// @param text the text to send, or to expect; empty if the verb has none
record ScriptStep(int line, List<String> clients, Verb verb, String text) {

  ScriptStep {
    clients = List.copyOf(clients);
  }

  /// What clients do; each has two forms, for one client and for several.
  enum Verb {
    CONNECTS("connects", "connect"),
    JOINS("joins", "join"),
    SENDS("sends", "send"),
    EXPECTS("expects", "expect"),
    SEES("sees", "see"),
    SEES_NO("sees no", "see no"),
    WAITS("waits", "wait"),
    ENDS("ends", "end"),
    LEAVES("leaves", "leave"),
    BREAKS_OFF("breaks off", "break off"),
    IS_CLOSED("is closed", "are closed");

    final String one;
    final String several;

    Verb(String one, String several) {
      this.one = one;
      this.several = several;
    }

    /// Whether a text stands behind it.
    boolean hasText() {
      return switch (this) {
        case SENDS, EXPECTS, SEES, SEES_NO -> true;
        case CONNECTS, JOINS, WAITS, ENDS, LEAVES, BREAKS_OFF, IS_CLOSED -> false;
      };
    }
  }

  /// Whether the text stands in quotes: these bytes, without a line's end.
  boolean isExact() {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
  }

  /// The step as it stands in the file.
  @Override
  public String toString() {
    String words = clients.size() > 1 ? verb.several : verb.one;
    String step = String.join(", ", clients) + ' ' + words + ' ' + text;
    return String.format(Locale.ROOT, "line %d: %s", line, step.strip());
  }
}

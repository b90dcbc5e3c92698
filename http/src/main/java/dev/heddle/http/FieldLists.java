package dev.heddle.http;

import java.util.ArrayList;
import java.util.List;

/// Lists in header fields (RFC 9110 §5.6): members between commas, parameters between semicolons,
/// either of which may be in a quoted string. Stateless.
final class FieldLists {
  private FieldLists() {}

  /// The parts between separators that are outside of quoted strings, without the blanks around
  /// them; may be empty.
  static List<String> split(String text, char separator) {
    var parts = new ArrayList<String>(4);
    int from = 0;
    for (int to; (to = end(text, from, separator)) < text.length(); from = to + 1) {
      parts.add(text.substring(from, to).strip());
    }
    parts.add(text.substring(from).strip());
    return parts;
  }

  /// Whether a list has a member; case does not matter.
  static boolean has(String list, String member) {
    if (list.equalsIgnoreCase(member)) {
      return true; // as nearly always
    }
    return list.length() > member.length()
        && split(list, ',').stream().anyMatch(member::equalsIgnoreCase);
  }

  private static int end(String text, int from, char separator) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\') {
        i++;
      } else if (!quoted && c == separator) {
        return i;
      }
    }
    return text.length();
  }
}

package dev.heddle.http;

/// The small rules of RFC 9110 §5.6 and RFC 9112 §3 that decide what a character may be. Stateless.
final class Syntax {
  private static final boolean[] TOKEN = table("!#$%&'*+-.^_`|~");
  private static final boolean[] NAME = table("-._~%!$&'()*+,;=");

  private Syntax() {}

  private static boolean[] table(String others) {
    var table = new boolean[128];
    for (char c = '0'; c <= '9'; c++) {
      table[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      table[c] = true;
      table[Character.toUpperCase(c)] = true;
    }
    others.chars().forEach(c -> table[c] = true);
    return table;
  }

  /// A name: of a method or a field.
  static boolean isToken(CharSequence text) {
    return !text.isEmpty() && all(text, TOKEN);
  }

  /// A host's name as RFC 3986 §3.2.2 allows it. May be empty.
  static boolean isRegisteredName(CharSequence text) {
    return all(text, NAME);
  }

  private static boolean all(CharSequence text, boolean[] table) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= table.length || !table[c]) {
        return false;
      }
    }
    return true;
  }

  /// A field's value: visible characters, blanks, tabs, and bytes above ASCII.
  static boolean isFieldValue(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        return false;
      }
    }
    return true;
  }

  /// A request's target: no blanks, no control characters. Bytes above ASCII are not allowed by the
  /// RFC, but sent by command-line tools, and served by all.
  static boolean isTarget(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == 0x7f || c == '#') {
        return false;
      }
    }
    return true;
  }

  /// Digits only, at least one.
  static boolean isDigits(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /// The value of digits, however many zeros they begin with; `Long.MAX_VALUE` if it is larger.
  static long number(String digits) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    return digits.length() - start > 18 ? Long.MAX_VALUE : Long.parseLong(digits.substring(start));
  }
}

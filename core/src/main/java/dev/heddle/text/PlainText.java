package dev.heddle.text;

import java.util.StringJoiner;

/// The one way by which text from a peer, a file or another process gets to a terminal, a log or
/// another peer: it cannot move the cursor, set a colour or a title, turn the direction of the text
/// around it, or begin a line of its own.
///
/// Harmful are control characters (also those from U+0080 to U+009F), separators of lines and
/// paragraphs, format characters (bidirectional overrides, zero-width blanks, tags), letters that
/// show nothing, and halves of surrogate pairs. The two joiners stay between characters beyond
/// ASCII, where several scripts and families of emoji need them.
///
/// Thread-safe: it has no state.
///
/// ```java
/// log.log(Level.INFO, "{0} is here", PlainText.of(name));
/// ```
public final class PlainText {
  private static final String INDENT = "  ";

  private PlainText() {}

  /// For messages between people: the text without harmful characters (a tab becomes a blank) and
  /// without blanks at its ends.
  public static String of(String text) {
    if (isPrintableAscii(text)) {
      return text.strip();
    }
    var plain = new StringBuilder(text.length());
    for (int i = 0, length; i < text.length(); i += length) {
      int character = text.codePointAt(i);
      length = Character.charCount(character);
      if (character == '\t') {
        plain.append(' ');
      } else if (!isHarmful(text, i)) {
        plain.appendCodePoint(character);
      }
    }
    return plain.toString().strip();
  }

  /// For our own output: the text on one line, with harmful characters as readable escapes: `\n`,
  /// `\x1b`, `\u202e`.
  public static String visible(String text) {
    if (isPrintableAscii(text)) {
      return text;
    }
    var visible = new StringBuilder(text.length() + 16);
    for (int i = 0, length; i < text.length(); i += length) {
      length = Character.charCount(text.codePointAt(i));
      appendVisible(text, i, visible);
    }
    return visible.toString();
  }

  /// A text of several lines, such as a stack trace: each line is made visible, blanks and tabs at
  /// its beginning stay, and all lines but the first are indented, so that none of them passes for
  /// a line of ours. Applying it twice changes nothing more.
  public static String visibleLines(String text) {
    var lines = new StringJoiner(System.lineSeparator());
    text.lines()
        .forEach(line -> {
          int start = 0;
          while (start < line.length()
              && (line.charAt(start) == ' ' || line.charAt(start) == '\t')) {
            start++;
          }
          String visible = line.substring(0, start) + visible(line.substring(start));
          boolean isFirst = lines.length() == 0;
          lines.add(isFirst || visible.startsWith(INDENT) ? visible : INDENT + visible);
        });
    return lines.toString();
  }

  /// The first characters of a text, at most this many; a character of two `char`s stays whole.
  public static String beginning(String text, int most) {
    return text.length() <= most || text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most));
  }

  private static boolean isPrintableAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character < ' ' || character > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isHarmful(String text, int index) {
    int character = text.codePointAt(index);
    return switch (Character.getType(character)) {
      case Character.FORMAT -> !isJoiner(character) || !joins(text, index);
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> isBlankLetter(character);
    };
  }

  private static boolean isJoiner(int character) {
    return character == 0x200C || character == 0x200D;
  }

  /// Between two characters beyond ASCII; elsewhere, a joiner only makes two names look the same.
  private static boolean joins(String text, int index) {
    return index > 0
        && index + 1 < text.length()
        && text.codePointBefore(index) > '~'
        && text.codePointAt(index + 1) > '~';
  }

  /// The fillers of Hangul, which are letters and show nothing.
  private static boolean isBlankLetter(int character) {
    return switch (character) {
      case 0x115F, 0x1160, 0x3164, 0xFFA0 -> true;
      default -> false;
    };
  }

  /// Appends the character at this index, or its escape.
  static void appendVisible(String text, int index, StringBuilder to) {
    int character = text.codePointAt(index);
    if (!isHarmful(text, index)) {
      to.appendCodePoint(character);
      return;
    }
    switch (character) {
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      default -> {
        String form = character < 0x80 ? "\\x%02x" : character <= 0xFFFF ? "\\u%04x" : "\\u{%x}";
        to.append(String.format(form, character));
      }
    }
  }
}

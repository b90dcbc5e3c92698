package dev.heddle.services.lines;

/// Text that can do nothing to the terminal of whoever reads it.
public final class PlainText {
  private PlainText() {}

  /// The text without control characters (a tab becomes a blank), without what changes the
  /// direction or the place of the text around it, and without blanks at its ends.
  public static String of(String text) {
    if (isAscii(text)) {
      return text.strip();
    }
    var plain = new StringBuilder(text.length());
    text.codePoints()
        .map(character -> character == '\t' ? ' ' : character)
        .filter(PlainText::isHarmless)
        .forEach(plain::appendCodePoint);
    return plain.toString().strip();
  }

  /// Printable, that is.
  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character < ' ' || character > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isHarmless(int character) {
    return switch (Character.getType(character)) {
      case Character.FORMAT -> isJoiner(character);
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  /// What several scripts, and families of emoji, are made with.
  private static boolean isJoiner(int character) {
    return character == 0x200C || character == 0x200D;
  }
}

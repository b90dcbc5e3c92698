package dev.heddle.lab.draw;

import dev.heddle.lab.record.ThreadActivity;

/// How text is drawn. Immutable.
///
/// @param width in columns
/// @param symbols whether there is more than ASCII
/// @param colours whether there are colours
public record TextStyle(int width, boolean symbols, boolean colours) {
  private static final String PLAIN = "\033[0m";

  /// The style without a terminal.
  public static final TextStyle FILE = new TextStyle(80, false, false);

  String symbol(ThreadActivity activity, int count) {
    String drawn =
        String.valueOf(symbols ? activity.symbol() : activity.plainSymbol()).repeat(count);
    return colours ? colour(activity) + drawn + PLAIN : drawn;
  }

  /// The text so that it stands out.
  public String bold(String text) {
    return colours ? "\033[1m" + text + PLAIN : text;
  }

  /// The text so that it stands back.
  public String faint(String text) {
    return colours ? "\033[2m" + text + PLAIN : text;
  }

  private static String colour(ThreadActivity activity) {
    return switch (activity) {
      case RUNNING -> "\033[32m";
      case SLEEPING -> "\033[2m";
      case WAITING -> "\033[33m";
      case BLOCKED -> "\033[31m";
      case NETWORK -> "\033[36m";
    };
  }
}

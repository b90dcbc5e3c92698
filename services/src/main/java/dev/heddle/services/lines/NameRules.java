package dev.heddle.services.lines;

import java.util.Locale;
import java.util.regex.Pattern;

/// Names of people and rooms: ASCII only, so that none looks like another.
public final class NameRules {
  /// What a name may be, in words.
  public static final String RULE = "1 to 32 letters a-z, digits, _ or -";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  private NameRules() {}

  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// What two names have in common that differ only in case.
  public static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}

package dev.heddle.cli.sim;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a world expects. Stateless.
final class Expect {
  private Expect() {}

  static void that(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  static void equal(@Nullable Object expected, @Nullable Object actual, String of) {
    that(Objects.equals(expected, actual), of + ": " + actual + " instead of " + expected);
  }

  static void startsWith(String beginning, String text) {
    that(text.startsWith(beginning), quoted(text) + " does not begin with " + quoted(beginning));
  }

  static void endsWith(String end, String text) {
    that(text.endsWith(end), quoted(text) + " does not end with " + quoted(end));
  }

  static void contains(String part, String text) {
    that(text.contains(part), quoted(text) + " does not contain " + quoted(part));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}

package dev.heddle.lab;

import java.util.List;

/// An option of one pattern, given on the command line as `--name value`. Immutable.
///
/// @param name without the dashes
/// @param defaultValue the value if it is not given
/// @param description what it does, in a few words
/// @param allowed the words that it may be; empty for a number
/// @param least the least number that it may be
/// @param most the greatest number that it may be
public record Setting(
    String name,
    String defaultValue,
    String description,
    List<String> allowed,
    int least,
    int most) {

  public Setting {
    allowed = List.copyOf(allowed);
  }

  /// A number within bounds.
  public static Setting number(
      String name, int defaultValue, int least, int most, String description) {
    return new Setting(name, Integer.toString(defaultValue), description, List.of(), least, most);
  }

  /// One of a few words, of which the first is the default.
  public static Setting choice(String name, String description, String... allowed) {
    return new Setting(name, allowed[0], description, List.of(allowed), 0, 0);
  }

  /// What stands for the value in the help: `N`, or the words that it may be.
  public String label() {
    return allowed.isEmpty() ? "N" : String.join("|", allowed);
  }

  /// @throws IllegalArgumentException if the value is not allowed; the message says which are
  void check(String value) {
    if (!allowed.isEmpty()) {
      if (!allowed.contains(value)) {
        throw new IllegalArgumentException(
            "--" + name + ": not one of " + String.join(", ", allowed) + ": " + value);
      }
      return;
    }
    if (!isWithin(value)) {
      throw new IllegalArgumentException(
          "--" + name + " must be a number from " + least + " to " + most + ": " + value);
    }
  }

  private boolean isWithin(String value) {
    try {
      int number = Integer.parseInt(value);
      return number >= least && number <= most;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}

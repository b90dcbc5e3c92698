package dev.heddle.lab;

import java.util.HashMap;
import java.util.Map;

/// The values of a pattern's options. Immutable.
///
/// @param values the given values, by option name
public record Settings(Map<String, String> values) {

  /// Every option has its default value.
  public static final Settings DEFAULTS = new Settings(Map.of());

  public Settings {
    values = Map.copyOf(values);
  }

  /// The same, with one more value given.
  ///
  /// @throws IllegalArgumentException if the value is not allowed; the message says which are
  public Settings with(Setting setting, String value) {
    setting.check(value);
    Map<String, String> more = new HashMap<>(values);
    more.put(setting.name(), value);
    return new Settings(more);
  }

  /// The option's value, or its default.
  public String text(Setting setting) {
    return values.getOrDefault(setting.name(), setting.defaultValue());
  }

  /// The value of an option that is a number.
  public int number(Setting setting) {
    return Integer.parseInt(text(setting));
  }
}

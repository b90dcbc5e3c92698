package dev.heddle.services;

import java.util.List;

/// A setting of one service, given on the command line as `--name value`. Immutable.
///
/// @param name without the dashes
/// @param defaultValue what holds where it is not given
/// @param description what it does, in a few words
/// @param allowed the values that it may have; any, if empty
public record Option(String name, String defaultValue, String description, List<String> allowed) {

  public Option {
    allowed = List.copyOf(allowed);
  }

  /// A setting that may be any text.
  public static Option text(String name, String defaultValue, String description) {
    return new Option(name, defaultValue, description, List.of());
  }

  /// A setting that is one of a few words, of which the first is the default.
  public static Option choice(String name, String description, List<String> allowed) {
    return new Option(name, allowed.getFirst(), description, allowed);
  }

  /// A setting that is on if it is named, without a value.
  public static Option flag(String name, String description) {
    return new Option(name, "off", description, List.of("on"));
  }

  /// Whether it has no value: see [#flag].
  public boolean isFlag() {
    return allowed.size() == 1;
  }

  boolean allows(String value) {
    return allowed.isEmpty() || allowed.contains(value);
  }
}

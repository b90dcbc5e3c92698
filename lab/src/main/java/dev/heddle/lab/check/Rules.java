package dev.heddle.lab.check;

import java.util.List;

/// What a server should be: one of Heddle's own services, or what a file of rules says. Immutable.
public final class Rules {
  private final CheckedService kind;

  private Rules(CheckedService kind) {
    this.kind = kind;
  }

  /// The services that can be judged.
  public static List<String> names() {
    return CheckedServices.all().stream().map(CheckedService::name).toList();
  }

  /// The rules of a service.
  ///
  /// @throws IllegalArgumentException if its name is none of [#names()]
  public static Rules of(String service) {
    return new Rules(
        CheckedServices.all().stream()
            .filter(known -> known.name().equals(service))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no such service: " + service)));
  }

  /// The rules of a numbers server that answers the square.
  public static Rules ofSquares() {
    return new Rules(CheckedServices.squares());
  }

  /// The rules in a file, as `docs/check.md` describes it.
  ///
  /// @param name its name in messages
  /// @throws IllegalArgumentException if it is malformed; the message says in which line, and what
  ///   is expected there
  public static Rules parse(String name, String text) {
    return new Rules(new RulesParser(name).parse(text));
  }

  CheckedService kind() {
    return kind;
  }
}

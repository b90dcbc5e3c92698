package dev.heddle.sim;

import java.util.List;

/// How a world decides which thread runs next. Immutable.
///
/// @param kind what it does
/// @param number its one parameter; see there
public record Strategy(Kind kind, int number) {

  public enum Kind {
    /// Each thread has the same chance, at one point in `number`, on average.
    WALK,

    /// Random priorities, and `number - 1` changes of them: finds each bug that needs `number`
    /// orderings with a known probability. (PCT; Burckhardt et al., ASPLOS 2010.)
    PCT,

    /// A thread runs until it stops; then the one that could run first does.
    PLAIN
  }

  private static final List<Strategy> MIX =
      List.of(sparse(8), pct(3), walk(), pct(2), sparse(64), pct(4));

  public Strategy {
    if (number < 1) {
      throw new IllegalArgumentException("a strategy's number is at least 1, not " + number);
    }
  }

  /// A switch is possible at each point.
  public static Strategy walk() {
    return sparse(1);
  }

  /// A switch is possible at one point in `every`, on average.
  public static Strategy sparse(int every) {
    return new Strategy(Kind.WALK, every);
  }

  /// Random priorities that change `depth - 1` times.
  public static Strategy pct(int depth) {
    return new Strategy(Kind.PCT, depth);
  }

  /// No thread is preempted.
  public static Strategy plain() {
    return new Strategy(Kind.PLAIN, 1);
  }

  /// Several strategies in turn, by the seed: what is hard for one is often easy for another.
  static Strategy mixed(long seed) {
    return MIX.get((int) Long.remainderUnsigned(seed, MIX.size()));
  }

  /// Reads what [#toString] writes.
  ///
  /// @throws IllegalArgumentException if it is not a strategy; the message shows the form
  public static Strategy parse(String text) {
    String[] parts = text.split(":", 2);
    try {
      int number = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
      switch (parts[0]) {
        case "walk" -> {
          return sparse(number);
        }
        case "plain" -> {
          return plain();
        }
        case "pct" -> {
          return pct(parts.length == 1 ? 3 : number);
        }
        default -> {}
      }
    } catch (NumberFormatException e) {
      // Said below, too.
    }
    throw new IllegalArgumentException(
        "unknown strategy: " + text + " (expected walk, walk:N, pct, pct:N or plain)");
  }

  @Override
  public String toString() {
    return switch (kind) {
      case WALK -> "walk:" + number;
      case PCT -> "pct:" + number;
      case PLAIN -> "plain";
    };
  }
}

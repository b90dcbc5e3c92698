package dev.heddle.sim;

/// What determines a run of a world, in one line: given to [Simulation#replay], it makes the same
/// run again, in any JVM of the same version and on any machine.
///
/// @param seed all chance comes from it
/// @param strategy who runs next
/// @param points about how many points the world has; only [Strategy.Kind#PCT] uses it
public record Plan(long seed, Strategy strategy, long points) {

  /// Reads what [#toString] writes.
  ///
  /// @throws IllegalArgumentException if it is no plan
  public static Plan parse(String text) {
    Long seed = null;
    Strategy strategy = Strategy.walk();
    long points = 1;
    for (String part : text.strip().split("\\s+")) {
      String[] pair = part.split("=", 2);
      if (pair.length < 2) {
        throw new IllegalArgumentException("not a plan: " + text);
      }
      try {
        switch (pair[0]) {
          case "seed" -> seed = Long.valueOf(pair[1]);
          case "strategy" -> strategy = Strategy.parse(pair[1]);
          case "points" -> points = Long.parseLong(pair[1]);
          default -> throw new IllegalArgumentException("not a plan: " + text);
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("not a plan: " + text, e);
      }
    }
    if (seed == null || points < 1) {
      throw new IllegalArgumentException("not a plan: " + text);
    }
    return new Plan(seed, strategy, points);
  }

  @Override
  public String toString() {
    String text = "seed=" + seed + " strategy=" + strategy;
    return strategy.kind() == Strategy.Kind.PCT ? text + " points=" + points : text;
  }
}

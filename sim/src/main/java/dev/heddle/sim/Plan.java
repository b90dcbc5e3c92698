package dev.heddle.sim;

import dev.heddle.sim.runs.Decision;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What determines a run of a world, in one line: given to [Simulation#replay], it makes the same
/// run again, in any JVM of the same version and on any machine.
///
/// @param seed all chance comes from it
/// @param strategy decides which thread runs next, if there are no decisions
/// @param points about how many points the world has; only [Strategy.Kind#PCT] uses it
/// @param decisions which thread runs next, where that differs from the plain order: what is left
///   of a run that was shrunk; empty if the strategy decides
public record Plan(
    long seed, Strategy strategy, long points, List<Decision> decisions, Set<Integer> without) {
  private static final Strategy PLAIN = Strategy.walk();

  public Plan {
    decisions = List.copyOf(decisions);
    without = Collections.unmodifiableSet(new TreeSet<>(without));
    if (points < 1) {
      throw new IllegalArgumentException("a world has at least one point, not " + points);
    }
  }

  static Plan of(long seed, Strategy strategy, long points) {
    return new Plan(seed, strategy, points, List.of(), Set.of());
  }

  /// A plan of decisions. If there are none, the plain order shows the failure.
  static Plan scripted(long seed, List<Decision> decisions, Set<Integer> without) {
    return new Plan(seed, Strategy.plain(), 1, decisions, without);
  }

  /// Reads what [#toString] writes.
  ///
  /// @throws IllegalArgumentException if it is not a plan
  public static Plan parse(String text) {
    Long seed = null;
    Strategy strategy = PLAIN;
    long points = 1;
    List<Decision> decisions = List.of();
    Set<Integer> without = Set.of();
    try {
      for (String part : text.strip().split("\\s+")) {
        String[] pair = part.split("=", 2);
        String value = pair.length < 2 ? "" : pair[1];
        switch (pair[0]) {
          case "seed" -> seed = Long.valueOf(value);
          case "strategy" -> strategy = Strategy.parse(value);
          case "points" -> points = Long.parseLong(value);
          case "decisions" ->
              decisions = Arrays.stream(value.split(",")).map(Decision::parse).toList();
          case "without" ->
              without =
                  Arrays.stream(value.split(",")).map(Integer::valueOf).collect(Collectors.toSet());
          default -> throw new IllegalArgumentException("unknown: " + part);
        }
      }
      if (seed == null) {
        throw new IllegalArgumentException("there is no seed");
      }
      return new Plan(seed, strategy, points, decisions, without);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a plan: " + text + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    String text = "seed=" + seed + " strategy=" + strategy;
    if (strategy.kind() == Strategy.Kind.PCT) {
      text += " points=" + points;
    }
    return text + joined(" without=", without) + joined(" decisions=", decisions);
  }

  private static String joined(String before, Collection<?> parts) {
    return parts.isEmpty()
        ? ""
        : parts.stream().map(Object::toString).collect(Collectors.joining(",", before, ""));
  }
}

package dev.heddle.eyes;

import dev.heddle.probe.facts.Facts.CostFact;
import java.time.Duration;

/// What one look of the agent cost the JVM that it looked at. Immutable.
///
/// @param virtualThreads how many there are
/// @param stacksRead of how many of these
/// @param allocatedBytes garbage that it made; -1 if that JVM does not count
/// @param time for which it ran; the JVM went on meanwhile
public record AgentCost(int virtualThreads, int stacksRead, long allocatedBytes, Duration time) {
  static AgentCost of(CostFact cost) {
    return new AgentCost(
        cost.virtualThreads(),
        cost.stacksRead(),
        cost.allocatedBytes(),
        Duration.ofNanos(cost.nanos()));
  }
}

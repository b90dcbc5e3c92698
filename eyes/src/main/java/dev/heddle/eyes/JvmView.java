package dev.heddle.eyes;

import dev.heddle.probe.facts.Facts.SchedulerFact;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All threads at one moment, or as good as one. Immutable.
///
/// @param threads by id
/// @param scheduler the JDK's own for virtual threads; null if it is not known
/// @param notes what could not be found out, and why
/// @param cost of the agent in the other JVM; null without an agent
record JvmView(
    Map<Long, ThreadView> threads,
    @Nullable SchedulerFact scheduler,
    List<String> notes,
    @Nullable AgentCost cost,
    long nanoTime) {

  @Nullable ThreadView thread(long id) {
    return threads.get(id);
  }
}

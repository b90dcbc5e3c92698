package dev.heddle.eyes;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What two looks at a JVM show. Immutable.
///
/// @param version of its JDK, such as `25.0.3`
/// @param threads how many there are; without `--owners`, unmounted virtual threads are not seen
/// @param apart the time between the two looks
/// @param findings what is wrong, the worst first
/// @param holders the threads that others wait for
/// @param groups all threads, by what they do
/// @param notes what could not be found out, and why
/// @param cost of the agent's second look; null without an agent
/// @param heap what a heap dump cost; null without one
public record Report(
    JvmTarget jvm,
    String version,
    Depth depth,
    int threads,
    Duration apart,
    List<Finding> findings,
    List<Holder> holders,
    List<StackGroup> groups,
    List<String> notes,
    @Nullable AgentCost cost,
    @Nullable HeapCost heap) {

  /// Whether threads wait for each other, or for nothing, for ever.
  public boolean neverEnds() {
    return findings.stream()
        .map(Finding::kind)
        .anyMatch(kind -> kind == Finding.Kind.DEADLOCK || kind == Finding.Kind.NEVER_WOKEN);
  }
}

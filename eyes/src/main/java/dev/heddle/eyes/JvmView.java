package dev.heddle.eyes;

import dev.heddle.probe.facts.Facts;
import dev.heddle.probe.facts.Facts.SchedulerFact;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All threads at one moment, or as good as one. Immutable.
///
/// @param threads by id
/// @param scheduler the JDK's own for virtual threads; null if it is not known
/// @param showsAll whether a thread that is not among these has ended
/// @param notes what could not be found out, and why
/// @param cost of the agent in the other JVM; null without an agent
/// @param keepsCarriersAtMonitors whether virtual threads keep their carriers while they hold a
///   monitor or wait for one, as far as that is known
record JvmView(
    Map<Long, ThreadView> threads,
    @Nullable SchedulerFact scheduler,
    boolean showsAll,
    List<String> notes,
    @Nullable AgentCost cost,
    boolean keepsCarriersAtMonitors,
    long nanoTime) {
  private static final int FIRST_TO_RELEASE = 24;

  /// @param dump what `Thread.print` printed; empty without one
  /// @param classes of that JVM
  /// @param facts what the agent found shortly after; null without an agent
  static JvmView of(long pid, String dump, ClassTree classes, @Nullable Facts facts, long nanoTime)
      throws LookException {
    ConnectedSockets sockets = ConnectedSockets.of(pid);
    Map<Long, ThreadView> dumped = DumpView.threads(ThreadDump.parse(dump), sockets, classes);
    return facts == null
        ? new JvmView(dumped, null, false, List.of(), null, false, nanoTime)
        : new JvmView(
            FactsView.threads(facts, dumped, sockets),
            facts.schedulers().isEmpty() ? null : facts.schedulers().getFirst(),
            facts.untracked() == 0,
            facts.notes(),
            AgentCost.of(facts.cost()),
            facts.jdk() < FIRST_TO_RELEASE,
            nanoTime);
  }

  @Nullable ThreadView thread(long id) {
    return threads.get(id);
  }
}

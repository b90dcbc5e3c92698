package dev.heddle.eyes;

import dev.heddle.probe.facts.Facts;
import dev.heddle.probe.facts.Facts.ThreadFact;
import dev.heddle.probe.facts.Facts.WaitFact;
import dev.heddle.probe.facts.WaitKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Joins what the agent found with a dump that was taken at about the same time: only the dump
/// knows waits for the initialisation of classes, monitors of mounted virtual threads and processor
/// times. Stateless.
final class FactsView {
  private FactsView() {}

  /// By id.
  ///
  /// @param dumped by id
  static Map<Long, ThreadView> threads(
      Facts facts, Map<Long, ThreadView> dumped, ConnectedSockets sockets) {
    Map<Integer, Wait> waits = new HashMap<>();
    facts.waits().forEach((number, wait) -> waits.put(number, view(wait)));
    Map<String, String> classes = classes(facts, waits, dumped);
    waits.replaceAll((number, wait) -> named(wait, classes));
    Map<Long, ThreadView> views = new LinkedHashMap<>();
    for (ThreadView thread : dumped.values()) {
      // A virtual one that is not among the facts has ended, if the JVM tracks it.
      if (!thread.isVirtual() || thread.isBound() || facts.untracked() > 0) {
        views.put(thread.id(), thread);
      }
    }
    for (ThreadFact fact : facts.threads()) {
      ThreadView dump = dumped.get(fact.id());
      Wait wait = waits.get(fact.waitsFor());
      Integer descriptor = wait == null ? facts.sockets().get(fact.id()) : null;
      String peer = descriptor == null ? null : sockets.peer(descriptor);
      if (peer != null) {
        wait = new Wait(WaitKind.SOCKET, peer, "", List.of());
      }
      views.put(fact.id(), view(fact, facts.stacks().get(fact.stack()), wait, dump));
    }
    return views;
  }

  /// The JDK's own list of monitors says only that it is one of a class, the dump says of which.
  private static Map<String, String> classes(
      Facts facts, Map<Integer, Wait> waits, Map<Long, ThreadView> dumped) {
    Map<String, String> classes = new HashMap<>();
    for (ThreadFact fact : facts.threads()) {
      Wait wait = waits.get(fact.waitsFor());
      ThreadView dump = dumped.get(fact.id());
      if (wait != null
          && dump != null
          && dump.waitsFor() != null
          && dump.waitsFor().type().startsWith(Wait.OF_CLASS)
          && wait.type().equals("java.lang.Class")
          && isAtSameLine(dump, facts.stacks().get(fact.stack()))) {
        String hash = wait.on().substring(wait.type().length());
        classes.put(wait.on(), dump.waitsFor().type() + hash);
      }
    }
    return classes;
  }

  private static Wait named(Wait wait, Map<String, String> names) {
    String name = names.getOrDefault(wait.on(), wait.on());
    return new Wait(wait.kind(), name, wait.detail(), wait.owners());
  }

  private static Wait view(WaitFact wait) {
    return new Wait(wait.kind(), wait.on(), wait.detail(), wait.owners());
  }

  private static ThreadView view(
      ThreadFact fact,
      @Nullable List<StackTraceElement> stack,
      @Nullable Wait wait,
      @Nullable ThreadView dump) {
    Wait ofDump = dump == null || !isAtSameLine(dump, stack) ? null : dump.waitsFor();
    boolean isForClass =
        ofDump != null
            && (ofDump.kind() == WaitKind.CLASS || ofDump.kind() == WaitKind.CLASS_BELOW);
    boolean isForSocket = ofDump != null && ofDump.kind() == WaitKind.SOCKET;
    boolean isMounted = fact.carrier() != 0;
    Wait known = isForClass || (wait == null && (isMounted || isForSocket)) ? ofDump : wait;
    ThreadStatus activity = ThreadStatus.of(fact.state());
    if (isForClass) {
      activity = ThreadStatus.WAITING;
    } else if (isMounted && ofDump != null && ofDump.kind() == WaitKind.MONITOR) {
      activity = ThreadStatus.BLOCKED;
    }
    return new ThreadView(
        fact.id(),
        fact.name(),
        fact.isVirtual(),
        activity,
        stack,
        known,
        fact.carrier(),
        dump == null ? 0 : dump.carries(),
        dump == null ? -1 : dump.cpuMillis(),
        fact.waits());
  }

  /// The dump is a little older: what it says of a thread that has moved since is over.
  private static boolean isAtSameLine(ThreadView dump, @Nullable List<StackTraceElement> stack) {
    String line = stack == null ? "" : Frames.innermost(stack);
    return !line.isEmpty() && line.equals(Frames.innermost(dump.frames()));
  }
}

package dev.heddle.observe;

import dev.heddle.LoopView;
import dev.heddle.jdk.VirtualThreadList;
import dev.heddle.text.Durations;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds event loops that stall, and the connections that block them.
///
/// It looks often and compares: a loop pays nothing for being watched. Looking belongs to the
/// watchdog's thread; [#longest] may be asked by any.
final class StallWatch {
  private static final Logger LOG = System.getLogger("dev.heddle.watchdog");

  /// How often it is to look.
  static final long INTERVAL_NANOS = 25_000_000;

  /// How long a loop may go without a turn.
  private static final long PATIENCE_NANOS = 100_000_000;

  /// Logged instead of a finding, if the loop was kept from its processor by no handler.
  private static final long NOBODYS = 0;

  private final Supplier<List<TargetConnection>> connections;
  private final Findings findings;
  private final Map<LoopView, Watched> loops = new HashMap<>();
  private final Map<Thread, Long> longest = new ConcurrentHashMap<>();
  private long lastLook;

  /// @param connections those that might block a loop
  StallWatch(Supplier<List<TargetConnection>> connections, Findings findings) {
    this.connections = connections;
    this.findings = findings;
  }

  private static final class Watched {
    private long turns;
    private long still;
    private @Nullable Stall stall;
  }

  private record Stall(long finding, String holder, String line) {}

  void look(List<LoopView> present, long now) {
    // Where everything was slow, this thread included (a stopped JVM, a busy machine), that is not
    // the loops' fault: no more is counted than was meant to pass between two looks.
    long passed = lastLook == 0 ? 0 : Math.min(now - lastLook, 2 * INTERVAL_NANOS);
    lastLook = now;
    loops.keySet().retainAll(present);
    for (LoopView loop : present) {
      Watched watched = loops.computeIfAbsent(loop, key -> new Watched());
      long turns = loop.turns();
      if (turns == watched.turns && !loop.isWaiting() && loop.thread().isAlive()) {
        watched.still += passed;
        if (watched.still >= PATIENCE_NANOS && watched.stall == null) {
          watched.stall = begin(loop, watched.still);
        }
      } else {
        end(loop, watched);
        watched.turns = turns;
        watched.still = 0;
      }
    }
  }

  private Stall begin(LoopView loop, long still) {
    TargetConnection who = holder(loop);
    List<StackTraceElement> stack = StackFrames.of(who == null ? null : who.connection().thread());
    String holder = who == null ? "" : who.toString();
    if (stack.isEmpty()) {
      Thread other = other(loop);
      holder = other == null ? "its own thread" : "virtual thread " + nameOf(other);
      stack = StackFrames.of(other == null ? loop.thread() : other);
    }
    String line = StackFrames.lineOrTop(stack);
    if (StackFrames.line(stack).isEmpty()) {
      LOG.log(
          Level.DEBUG,
          "{0} has not turned for {1}, and no handler holds it: the machine is busy",
          loop.name(),
          Durations.text(still));
      return new Stall(NOBODYS, holder, line);
    }
    String text =
        loop.name()
            + " has not turned for "
            + Durations.text(still)
            + ": "
            + holder
            + " holds it at "
            + line;
    return new Stall(findings.began("stall", text, StackFrames.all(stack)), holder, line);
  }

  private static String nameOf(Thread thread) {
    return thread.getName().isEmpty() ? Long.toString(thread.threadId()) : thread.getName();
  }

  private @Nullable TargetConnection holder(LoopView loop) {
    for (TargetConnection who : connections.get()) {
      Thread thread = who.connection().thread();
      if (thread != null && (loop.carries(thread) || thread.equals(loop.thread()))) {
        return who;
      }
    }
    return null;
  }

  /// A virtual thread that no connection has: one that a handler has started.
  private static @Nullable Thread other(LoopView loop) {
    for (Thread thread : VirtualThreadList.all()) {
      if (loop.carries(thread)) {
        return thread;
      }
    }
    return null;
  }

  private void end(LoopView loop, Watched watched) {
    Stall stall = watched.stall;
    if (stall == null) {
      return;
    }
    watched.stall = null;
    if (stall.finding == NOBODYS) {
      return;
    }
    longest.merge(loop.thread(), watched.still, Math::max);
    var event = new StallEvent();
    event.loop = loop.name();
    event.length = watched.still;
    event.holder = stall.holder;
    event.line = stall.line;
    event.commit();
    findings.ended(
        stall.finding,
        loop.name()
            + " turns again after "
            + Durations.text(watched.still)
            + ": "
            + stall.holder
            + " held it at "
            + stall.line);
  }

  /// The longest stall of a loop so far, in nanoseconds.
  long longest(LoopView loop) {
    return longest.getOrDefault(loop.thread(), 0L);
  }
}

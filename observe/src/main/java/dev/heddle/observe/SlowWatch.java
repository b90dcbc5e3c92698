package dev.heddle.observe;

import dev.heddle.Activity;
import dev.heddle.text.Durations;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Names connections whose handler has been at something for too long without a byte moving.
/// Belongs to the watchdog's thread.
final class SlowWatch {
  private final long slowNanos;
  private final String slowText;
  private final Findings findings;
  private final Map<Long, Long> told = new HashMap<>(); // the finding, by the connection

  SlowWatch(Duration slow, Findings findings) {
    this.slowNanos = Durations.nanos(slow);
    this.slowText = Durations.text(slow);
    this.findings = findings;
  }

  /// @param running the connections that are at work, and when that was first seen
  void look(List<TargetConnection> running, long now) {
    Set<Long> still = new HashSet<>();
    for (TargetConnection who : running) {
      long since = who.connection().unchangedSince(now);
      if (now - since < slowNanos || who.connection().activity() != Activity.RUNNING) {
        continue;
      }
      long id = who.connection().id();
      still.add(id);
      if (!told.containsKey(id)) {
        told.put(id, begin(who));
      }
    }
    told.entrySet()
        .removeIf(entry -> {
          boolean over = !still.contains(entry.getKey());
          if (over) {
            findings.ended(
                entry.getValue(), "connection " + entry.getKey() + " continues after being slow");
          }
          return over;
        });
  }

  private long begin(TargetConnection who) {
    List<StackTraceElement> stack = StackFrames.of(who.connection().thread());
    return findings.began(
        "slow",
        who
            + ": the handler has been running for "
            + slowText
            + ", at "
            + StackFrames.lineOrTop(stack),
        StackFrames.all(stack));
  }
}

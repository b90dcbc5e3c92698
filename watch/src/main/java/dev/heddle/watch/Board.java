package dev.heddle.watch;

import dev.heddle.eyes.Finding;
import dev.heddle.eyes.Stalls;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The findings that are open. Each is reported when it begins and when it ends, in the log and as
/// an event. Belongs to the watch's thread; any thread may ask how many there are.
final class Board {
  private static final Logger LOG = System.getLogger("dev.heddle.watch");
  private static final int MOST_UNLOGGED = 50;

  /// @param stalls of its threads when it was found; it is over when none of them is left. Empty if
  ///   a glance does not show them: a close look must show that
  private record Open(Finding finding, Stalls stalls, long since) {}

  private final Map<Object, Open> open = new LinkedHashMap<>(); // guarded by this
  private final Map<Finding.Kind, Long> counts = new EnumMap<>(Finding.Kind.class); // by this
  private final Deque<String> unlogged = new ArrayDeque<>(); // belongs to the watch's thread

  synchronized int open(Finding.Kind kind) {
    return (int) open.values().stream().filter(one -> one.finding.kind() == kind).count();
  }

  synchronized long soFar(Finding.Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /// Whether only a close look shows that something open has ended.
  synchronized boolean needsLook() {
    return open.values().stream().anyMatch(one -> one.stalls.isEmpty());
  }

  /// What a close look has found.
  ///
  /// @param stalls why it was taken
  synchronized void found(List<Finding> findings, Stalls stalls) {
    Set<Object> now = new HashSet<>();
    for (Finding finding : findings) {
      Object key = key(finding);
      now.add(key);
      if (!open.containsKey(key)) {
        open.put(key, new Open(finding, stalls.of(ids(finding)), System.nanoTime()));
        counts.merge(finding.kind(), 1L, Long::sum);
        ThreadFindingEvent.commit(finding, Duration.ZERO, false);
        addToLog(FindingText.begun(finding));
      }
    }
    for (Iterator<Map.Entry<Object, Open>> all = open.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<Object, Open> entry = all.next();
      if (entry.getValue().stalls.isEmpty() && !now.contains(entry.getKey())) {
        all.remove();
        end(entry.getValue());
      }
    }
  }

  /// Ends those of which this glance shows no thread any more.
  synchronized void endWithout(Stalls glance) {
    for (Iterator<Open> all = open.values().iterator(); all.hasNext(); ) {
      Open one = all.next();
      if (!one.stalls.isEmpty() && one.stalls.in(glance).isEmpty()) {
        all.remove();
        end(one);
      }
    }
  }

  private void end(Open one) {
    Duration length = Duration.ofNanos(System.nanoTime() - one.since);
    ThreadFindingEvent.commit(one.finding, length, true);
    addToLog(FindingText.ended(one.finding, length));
  }

  private void addToLog(String text) {
    if (unlogged.size() == MOST_UNLOGGED) {
      unlogged.removeFirst();
    }
    unlogged.addLast(text);
  }

  /// Logs what is not logged yet, without the lock: the log may hang in the very deadlock that it
  /// has to report, and meters must not. What fails stays for the next time.
  void log() {
    while (!unlogged.isEmpty()) {
      LOG.log(Level.WARNING, "{0}", unlogged.getFirst());
      unlogged.removeFirst();
    }
  }

  /// Equal for what is the same at two looks.
  private static Object key(Finding finding) {
    return switch (finding.kind()) {
      case EXHAUSTED_SCHEDULER -> finding.kind();
      case STUCK -> finding.threads().getFirst().waitsFor();
      default -> List.of(finding.kind(), ids(finding));
    };
  }

  private static Set<Long> ids(Finding finding) {
    return finding.threads().stream().map(Finding.Part::id).collect(Collectors.toSet());
  }
}

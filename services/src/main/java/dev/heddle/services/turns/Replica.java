package dev.heddle.services.turns;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The shared state, as one node computes it from the entries of the acts' topic. It begins with
/// the topic, or with the first [Snapshot] whose later acts are all known.
///
/// A snapshot counts for all nodes from its entry on: should the servers have shown an act to one
/// node and lost it for the others, all agree again then. Not thread-safe.
final class Replica<R extends Rules> {
  private final Function<String, R> restoring;
  private final Deque<Numbered> recent = new ArrayDeque<>(); // after the latest snapshot
  private @Nullable R rules; // null until they are known
  private long first;
  private long last;
  private long snapshot;

  private record Numbered(long sequence, Act act) {}

  /// @param restoring makes rules of their state; of "" in the beginning
  Replica(Function<String, R> restoring) {
    this.restoring = restoring;
  }

  /// The next entry of the topic.
  ///
  /// @return what its act has as a consequence
  List<Notice> received(long sequence, String text) {
    if (first == 0) {
      first = sequence;
      if (sequence == 1) {
        beginEmpty();
      }
    }
    last = sequence;
    Snapshot taken = Snapshot.of(text);
    if (taken != null) {
      return adopt(taken);
    }
    Act act = Act.of(text);
    if (act == null) {
      return List.of();
    }
    recent.add(new Numbered(sequence, act));
    return rules == null ? List.of() : rules.take(act);
  }

  /// Nothing was stored before.
  void beginEmpty() {
    rules = restoring.apply("");
  }

  private List<Notice> adopt(Snapshot taken) {
    if (taken.after() + 1 < first || taken.after() < snapshot) {
      return List.of();
    }
    R restored = restoring.apply(taken.state());
    recent.removeIf(each -> each.sequence <= taken.after());
    recent.forEach(each -> restored.take(each.act));
    snapshot = taken.after();
    R before = rules;
    rules = restored;
    return before == null ? List.of() : lost(before.participants(), restored.participants());
  }

  private static List<Notice> lost(List<ParticipantId> before, List<ParticipantId> now) {
    Set<ParticipantId> present = new HashSet<>(now);
    var notices = new ArrayList<Notice>();
    for (ParticipantId id : before) {
      if (!present.contains(id)) {
        notices.add(new Notice.Removed(id, Notice.CUT_OFF));
      }
    }
    return notices;
  }

  /// Whether anything was received.
  boolean isEmpty() {
    return first == 0;
  }

  @Nullable R rules() {
    return rules;
  }

  /// How many entries have come since the latest snapshot.
  long age() {
    return last - snapshot;
  }

  /// The state as it is now; null if it is not known.
  @Nullable Snapshot snapshot() {
    return rules == null ? null : new Snapshot(last, rules.state());
  }
}

package dev.heddle.load.crew;

import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.TallyForm;
import dev.heddle.load.stats.Timeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All that the workers have reported in a run, as it came: what counts is decided at the end.
/// Belongs to the thread that runs the load.
final class Ledger {
  private static final long HOUR = 3_600_000_000_000L;

  private final Map<Long, SliceRecord> slices = new HashMap<>();
  private final Map<String, Contact> contacts = new HashMap<>();

  /// What was counted beside the slices of one target.
  static final class Contact {
    final Map<CrewMember, Integer> opened = new HashMap<>();
    final Map<CrewMember, Integer> answered = new HashMap<>();
    private final List<Around> around = new ArrayList<>();

    private record Around(CrewMember member, TallyForm tally) {}

    void add(CrewMember member, TallyForm tally) {
      around.add(new Around(member, tally));
    }

    /// What these members have counted.
    Tally around(Collection<CrewMember> kept) {
      long now = System.nanoTime();
      var sum = new Tally(false, new Timeline(now, HOUR));
      for (Around each : around) {
        if (kept.contains(each.member())) {
          sum.addWithoutTimeline(each.tally().tally(now, each.member().name() + ": "));
        }
      }
      return sum;
    }
  }

  void add(SliceRecord slice) {
    slices.put(slice.startNanos(), slice);
  }

  /// The slice that began then, since the beginning of the run.
  SliceRecord slice(long startNanos) {
    SliceRecord slice = slices.get(startNanos);
    if (slice == null) {
      throw new IllegalArgumentException("no slice began at " + startNanos);
    }
    return slice;
  }

  Contact contact(String target) {
    return contacts.computeIfAbsent(target, _ -> new Contact());
  }
}

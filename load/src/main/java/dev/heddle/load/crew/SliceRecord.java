package dev.heddle.load.crew;

import dev.heddle.load.Sample;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.Timeline;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the workers have reported of one slice. Immutable.
///
/// @param startNanos when it began, since the beginning of the run
/// @param start the same by `System.nanoTime()`
/// @param rate requests a second of all workers; 0 if there was no rate
/// @param length in nanoseconds
/// @param asked how many workers took part
/// @param cpuNanos processor time of the server for all of them; null if not known
/// @param parts what each has reported; without those that were lost meanwhile
record SliceRecord(
    long startNanos,
    long start,
    double rate,
    long length,
    int asked,
    @Nullable Long cpuNanos,
    Map<CrewMember, CrewMessage.Loaded> parts) {
  SliceRecord {
    parts = Map.copyOf(parts);
  }

  /// The slice as these members have seen it: histograms, counts and intervals are added up, so
  /// nothing is rounded. Of times and shares that cannot be added, the greatest counts.
  ///
  /// @param share of the connections that they have
  Sample sample(Collection<CrewMember> kept, double share) {
    Tally tally = null;
    long answers = 0;
    double seconds = 0;
    long cpu = 0;
    double stolen = 0;
    long begunLate = 0;
    for (Map.Entry<CrewMember, CrewMessage.Loaded> part : parts.entrySet()) {
      CrewMessage.Loaded loaded = part.getValue();
      answers += loaded.tally().answers();
      if (kept.contains(part.getKey())) {
        Tally its = loaded.tally().tally(start, part.getKey().name() + ": ");
        if (tally == null) {
          tally = its;
        } else {
          tally.add(its);
        }
        seconds = Math.max(seconds, loaded.seconds());
        cpu += loaded.cpu();
        stolen = Math.max(stolen, loaded.stolen());
        begunLate = Math.max(begunLate, loaded.begunLate());
      }
    }
    if (tally == null) {
      tally = new Tally(rate > 0, new Timeline(start, length));
    }
    Long server = cpuOf(tally.answers(), answers);
    return new Sample(startNanos, seconds, rate * share, tally, server, cpu, stolen, begunLate);
  }

  /// The server's processor time for a part of the answers. What it did for a worker that was lost
  /// meanwhile is not known, so its time for the others is not, either.
  private @Nullable Long cpuOf(long answers, long all) {
    if (cpuNanos == null || parts.size() < asked || all == 0) {
      return null;
    }
    return answers == all ? cpuNanos : (Long) Math.round(cpuNanos * ((double) answers / all));
  }
}

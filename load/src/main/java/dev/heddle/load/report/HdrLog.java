package dev.heddle.load.report;

import dev.heddle.load.Run;
import dev.heddle.load.Sample;
import dev.heddle.load.stats.Timeline;
import java.io.PrintStream;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/// Latencies interval by interval in the log format of HdrHistogram, tagged by target, for its own
/// tools. In milliseconds there, as is usual; with two digits that count.
public final class HdrLog {
  private static final double NANOS_IN_MILLI = 1e6;

  private HdrLog() {}

  /// @param startMillis when the run began, since the epoch
  public static void write(List<Run> runs, long startMillis, PrintStream out) {
    var log = new HistogramLogWriter(out);
    log.outputComment("[Logged with heddle load]");
    log.outputLogFormatVersion();
    log.outputStartTime(startMillis);
    log.outputLegend();
    for (Run run : runs) {
      for (Run.OfTarget target : run.targets()) {
        String tag = target.target().name().replaceAll("[,\\s]", "_");
        target.samples().forEach(sample -> write(sample, tag, log));
      }
    }
  }

  private static void write(Sample sample, String tag, HistogramLogWriter log) {
    Timeline timeline = sample.tally().timeline();
    for (int i = 0; i < timeline.intervals().size(); i++) {
      Timeline.Interval interval = timeline.intervals().get(i);
      if (interval != null && interval.latency().getTotalCount() > 0) {
        Histogram copy = interval.latency().copy();
        double start = (sample.startNanos() + i * timeline.length()) / 1e9;
        copy.setTag(tag);
        log.outputIntervalHistogram(start, start + timeline.length() / 1e9, copy, NANOS_IN_MILLI);
      }
    }
  }
}

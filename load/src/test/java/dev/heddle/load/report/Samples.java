package dev.heddle.load.report;

import dev.heddle.load.Run;
import dev.heddle.load.Sample;
import dev.heddle.load.Target;
import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.Timeline;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Runs as they might have been.
final class Samples {
  private static final long MILLI = 1_000_000;

  private Samples() {}

  /// Slices of 0.1 s, each with 1,000 requests: 950 answers after 2 ms, 49 after 5 ms, one error.
  ///
  /// @param cpuMicros of the server for each answer
  static Run.OfTarget target(String name, double cpuMicros, int slices) {
    return target(name, cpuMicros, slices, 0);
  }

  /// @param stolen the part of the time that others had
  static Run.OfTarget target(String name, double cpuMicros, int slices, double stolen) {
    var samples = new ArrayList<Sample>();
    for (int slice = 0; slice < slices; slice++) {
      var tally = new Tally(false, new Timeline(0, 100 * MILLI));
      tally.windowEnd(100 * MILLI);
      for (int i = 0; i < 1000; i++) {
        tally.countSent();
        long latency = (i < 950 ? 2 : 5) * MILLI;
        if (i == 500) {
          tally.error(ErrorKind.WRONG, 50 * MILLI, "expected <a>, got </script>");
        } else {
          tally.answered(50 * MILLI - latency, 50 * MILLI - latency, 50 * MILLI);
        }
      }
      long cpu = (long) (999 * cpuMicros * 1000 * (1 + 0.01 * slice));
      samples.add(new Sample(slice * 200 * MILLI, 0.1, 0, tally, cpu, 50 * MILLI, stolen));
    }
    var target =
        new Target(
            name, "tcp://:1", Target.Scheme.TCP, new InetSocketAddress("127.0.0.1", 1), "", null);
    var around = new Tally(false, new Timeline(0, 100 * MILLI));
    return new Run.OfTarget(
        target, 17L, 100, 100, around, new Run.Memory(0, 100 * 2048, 100, 3), samples);
  }

  static Figures figures(String name, double cpuMicros) {
    return Figures.of(target(name, cpuMicros, 1));
  }

  static Report report(int slices) {
    return report(
        List.of(new Run(100, 0, List.of(target("a", 10, slices), target("b", 6.3, slices)))));
  }

  static Report report(List<Run> runs) {
    List<RunFigures> figures = runs.stream().map(RunFigures::of).toList();
    return new Report(
        "heddle load a b",
        "2026-01-01T00:00:00Z",
        Machine.here("test"),
        "sent: 64 bytes",
        true,
        Verdict.of(figures.getFirst(), 1),
        List.of(Threshold.parse("errors>0").check(figures)),
        List.of("a note"),
        figures);
  }
}

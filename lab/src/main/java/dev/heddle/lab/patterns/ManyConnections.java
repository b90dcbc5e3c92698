package dev.heddle.lab.patterns;

import dev.heddle.lab.Chart;
import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import dev.heddle.lab.process.ProcessStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The same echo on each engine while its connections double: how many threads it needs, how much
/// memory, how long answers take, and at which step it fails. Each server is a process of its own.
///
/// A picture of how they differ, on this machine and in a few seconds; figures to rely on come from
/// a measurement that takes its time.
final class ManyConnections {
  private static final Setting FROM =
      Setting.number("from", 125, 1, 20_000, "how many connections to begin with");
  private static final Setting MOST =
      Setting.number("most", 4000, 1, 20_000, "how many connections to end with");

  static final Experiment EXPERIMENT =
      new Experiment(
          "c10k",
          "the same echo on all engines while connections double: which one fails first",
          List.of(FROM, MOST),
          settings ->
              List.of(
                  new Scene("", lab -> run(lab, settings.number(FROM), settings.number(MOST)))));

  private static final List<String> ENGINES =
      List.of("blocking", "threads", "virtual", "selector", "loops");

  private static final int WARM_UPS = 300;

  private ManyConnections() {}

  /// The results of one engine, a value for each step that it passed.
  private record Figures(
      String engine, List<Double> threads, List<Double> memory, List<Double> latency) {
    Figures(String engine) {
      this(engine, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /// @return how many steps each engine got through, in their order
  static List<Integer> run(Lab lab, int from, int most) throws Exception {
    var steps = new ArrayList<Integer>();
    for (int count = from; count < most; count *= 2) {
      steps.add(count);
    }
    steps.add(most);
    var all = new ArrayList<Figures>();
    for (String engine : ENGINES) {
      var figures = new Figures(engine);
      all.add(figures);
      measure(lab, figures, steps);
    }
    List<String> labels = steps.stream().map(String::valueOf).toList();
    lab.chart(new Chart("Threads", labels, series(all, Figures::threads)));
    lab.chart(new Chart("Memory of the process in MiB", labels, series(all, Figures::memory)));
    lab.chart(new Chart("Latency in ms, 99th percentile", labels, series(all, Figures::latency)));
    return all.stream().map(figures -> figures.latency.size()).toList();
  }

  private static void measure(Lab lab, Figures figures, List<Integer> steps)
      throws IOException, InterruptedException {
    try (EchoProcess server = EchoProcess.start(figures.engine);
        var crowd = new EchoClients(lab, server.port())) {
      warmUp(crowd, Math.min(8, steps.getFirst()));
      for (int count : steps) {
        Waits waits;
        try {
          crowd.growTo(count);
          waits = crowd.talk();
        } catch (IOException e) {
          lab.conclude(
              figures.engine + " does not serve " + count + " connections: " + e.getMessage());
          return;
        }
        ProcessStatus status = server.status();
        figures.threads.add((double) status.threads().orElse(0));
        figures.memory.add(status.kibibytes().orElse(0) / 1024.0);
        figures.latency.add(waits.quantile(0.99) / 1e6);
        lab.note(line(figures, count));
      }
      lab.conclude(line(figures, steps.getLast()));
    }
  }

  /// Warm-up: a server's first answers cost more than later ones. Failures show later.
  private static void warmUp(EchoClients crowd, int clients) throws InterruptedException {
    try {
      crowd.growTo(clients);
      for (int i = 0; i < WARM_UPS; i++) {
        crowd.talk();
      }
    } catch (IOException e) {
      // As the first step will show.
    }
  }

  private static String line(Figures figures, int count) {
    return figures.engine
        + ": "
        + count
        + " connections, "
        + figures.threads.getLast().intValue()
        + " threads, "
        + figures.memory.getLast().intValue()
        + " MiB, 99 % of the answers within "
        + Waits.millis((long) (figures.latency.getLast() * 1e6))
        + " ms";
  }

  private static List<Chart.Series> series(
      List<Figures> all, Function<Figures, List<Double>> values) {
    return all.stream()
        .map(figures -> new Chart.Series(figures.engine, values.apply(figures)))
        .toList();
  }
}

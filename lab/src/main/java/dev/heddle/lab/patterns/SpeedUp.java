package dev.heddle.lab.patterns;

import dev.heddle.lab.Chart;
import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// The same tasks, done by more and more workers: tasks that wait, and tasks that compute. Waiting
/// is as much faster as there are workers. Computing is, too, up to the number of processors, and
/// then no more.
final class SpeedUp {
  private static final Setting TASKS = Setting.number("tasks", 24, 1, 1000, "how many tasks");
  private static final Setting MOST =
      Setting.number("most", 8, 1, 64, "how many workers to end with");

  static final Experiment EXPERIMENT =
      new Experiment(
          "speed-up",
          "tasks that wait and tasks that compute, with more and more workers",
          List.of(TASKS, MOST),
          settings ->
              List.of(
                  new Scene("", lab -> run(lab, settings.number(TASKS), settings.number(MOST)))));

  private static final int NAP_MILLIS = 10;
  private static final int CANDIDATES = 60_000;

  private SpeedUp() {}

  /// A task and its result.
  @FunctionalInterface
  interface Work {
    int run() throws InterruptedException;
  }

  /// @return how many primes the computing tasks found in each step, and the waiting ones none
  static List<Integer> run(Lab lab, int tasks, int most) throws InterruptedException {
    var steps = new ArrayList<Integer>();
    for (int workers = 1; workers < most; workers *= 2) {
      steps.add(workers);
    }
    steps.add(most);
    var found = new ArrayList<Integer>();
    work(lab, "warm-up", 1, tasks, SpeedUp::primes, found); // Java compiles while it runs
    found.clear();
    Work wait =
        () -> {
          lab.sleep(NAP_MILLIS);
          return 0;
        };
    List<Double> waiting = series(lab, "waiting", steps, tasks, wait, found);
    List<Double> computing = series(lab, "computing", steps, tasks, SpeedUp::primes, found);
    lab.chart(
        new Chart(
            "Times as fast as one worker, by workers",
            steps.stream().map(String::valueOf).toList(),
            List.of(
                new Chart.Series("waiting", waiting), new Chart.Series("computing", computing))));
    lab.conclude("this machine has " + Runtime.getRuntime().availableProcessors() + " processors");
    return found;
  }

  private static List<Double> series(
      Lab lab, String name, List<Integer> steps, int tasks, Work work, List<Integer> found)
      throws InterruptedException {
    var speeds = new ArrayList<Double>();
    long alone = 0;
    for (int workers : steps) {
      long nanos = work(lab, name, workers, tasks, work, found);
      alone = alone == 0 ? nanos : alone;
      speeds.add((double) alone / nanos);
    }
    lab.conclude(
        String.format(
            Locale.ROOT,
            "%s: %d workers are %.1f times as fast as one",
            name,
            steps.getLast(),
            speeds.getLast()));
    return speeds;
  }

  // region work
  /// Lets workers take tasks until none is left.
  private static long work(
      Lab lab, String name, int workers, int tasks, Work work, List<Integer> found)
      throws InterruptedException {
    var next = new AtomicInteger();
    var sum = new AtomicInteger();
    long start = lab.nanos();
    for (int i = 1; i <= workers; i++) {
      lab.start(
          name + ' ' + i + " of " + workers,
          () -> {
            while (next.getAndIncrement() < tasks) {
              sum.addAndGet(work.run());
            }
          });
    }
    lab.awaitAll();
    long nanos = lab.nanos() - start;
    lab.note(name + ": " + workers + " workers, " + nanos / 1_000_000 + " ms");
    found.add(sum.get());
    return nanos;
  }

  // endregion

  /// Computes, and waits for nothing.
  private static int primes() {
    int count = 0;
    for (int candidate = 2; candidate < CANDIDATES; candidate++) {
      boolean prime = true;
      for (int divisor = 2; prime && divisor * divisor <= candidate; divisor++) {
        prime = candidate % divisor != 0;
      }
      count += prime ? 1 : 0;
    }
    return count;
  }
}

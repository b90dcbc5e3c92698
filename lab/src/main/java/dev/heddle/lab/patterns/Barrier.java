package dev.heddle.lab.patterns;

import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

/// Threads that work in phases: none begins the next one before all have finished this one. The
/// slowest sets the pace.
final class Barrier {
  private static final Setting WORKERS = Setting.number("workers", 4, 1, 100, "how many threads");
  private static final Setting PHASES = Setting.number("phases", 3, 1, 100, "how many phases");

  static final Experiment EXPERIMENT =
      new Experiment(
          "barrier",
          "work in phases: no thread continues before all have arrived",
          List.of(WORKERS, PHASES),
          settings ->
              List.of(
                  new Scene(
                      "", lab -> run(lab, settings.number(WORKERS), settings.number(PHASES)))));

  private Barrier() {}

  /// @return how often a thread began a phase before all had finished the previous one
  static int run(Lab lab, int workers, int phases) throws InterruptedException {
    var done = new AtomicInteger(); // parts of the work, over all phases
    var tooEarly = new AtomicInteger();
    var barrier = new CyclicBarrier(workers, () -> lab.note("is the last to arrive: all continue"));
    for (int i = 1; i <= workers; i++) {
      lab.start(
          "worker " + i,
          () -> {
            for (int phase = 1; phase <= phases; phase++) {
              if (done.get() < (phase - 1) * workers) {
                tooEarly.incrementAndGet();
              }
              lab.sleep(50 + lab.random().nextInt(150));
              done.incrementAndGet();
              lab.note("has done phase " + phase);
              barrier.await();
            }
          });
    }
    lab.awaitAll();
    lab.conclude(phases + " phases of " + workers + " parts; begun too early: " + tooEarly);
    return tooEarly.get();
  }
}

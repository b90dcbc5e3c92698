package dev.heddle.lab.patterns;

import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Threads that sleep for different times, and so interleave. Waiting costs no processor: they
/// sleep at the same time, and the whole takes as long as the one that sleeps longest.
final class Sleep {
  private static final Setting SLEEPERS = Setting.number("sleepers", 3, 1, 100, "how many threads");
  private static final Setting NAPS = Setting.number("naps", 4, 1, 20, "how often each sleeps");

  static final Experiment EXPERIMENT =
      new Experiment(
          "sleep",
          "threads that sleep, and how they interleave",
          List.of(SLEEPERS, NAPS),
          settings ->
              List.of(
                  new Scene(
                      "", lab -> run(lab, settings.number(SLEEPERS), settings.number(NAPS)))));

  private Sleep() {}

  static long run(Lab lab, int sleepers, int naps) throws InterruptedException {
    var slept = new AtomicLong();
    for (int i = 1; i <= sleepers; i++) {
      lab.start(
          "sleeper " + i,
          () -> {
            for (int nap = 1; nap <= naps; nap++) {
              int millis = 50 + lab.random().nextInt(250);
              lab.sleep(millis);
              slept.addAndGet(millis);
              lab.note("slept " + millis + " ms, " + nap + " of " + naps);
            }
          });
    }
    lab.awaitAll();
    lab.conclude(
        sleepers
            + " threads slept "
            + slept
            + " ms altogether, in "
            + lab.nanos() / 1_000_000
            + " ms");
    return slept.get();
  }
}

package dev.heddle.lab.patterns;

import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Threads that wait for one event: first each polls a flag, then they are notified.
final class Events {
  private static final Setting WAITERS =
      Setting.number("waiters", 3, 1, 100, "how many threads wait");

  static final Experiment EXPERIMENT =
      new Experiment(
          "event",
          "waiting for an event: polling, or being notified",
          List.of(WAITERS),
          settings ->
              List.of(
                  new Scene("asking a flag", lab -> asking(lab, settings.number(WAITERS))),
                  new Scene("being told", lab -> told(lab, settings.number(WAITERS)))));

  private static final int BEFORE_MILLIS = 300;

  private Events() {}

  /// @return how often the flag was polled
  static long asking(Lab lab, int waiters) throws InterruptedException {
    var flag = new AtomicBoolean();
    var asked = new AtomicLong();
    var waits = new Waits();
    var happened = new AtomicLong();
    for (int i = 1; i <= waiters; i++) {
      lab.start(
          "waiter " + i,
          () -> {
            for (asked.incrementAndGet(); !flag.get(); asked.incrementAndGet()) {
              lab.sleep(20);
            }
            waits.add(lab.nanos() - happened.get());
            lab.note("continues");
          });
    }
    lab.start(
        "setter",
        () -> {
          lab.sleep(BEFORE_MILLIS);
          happened.set(lab.nanos());
          lab.note("sets the flag");
          flag.set(true);
        });
    lab.awaitAll();
    lab.conclude("the flag was polled " + asked + " times; resumed " + late(waits));
    return asked.get();
  }

  /// @return how many resumed
  static int told(Lab lab, int waiters) throws InterruptedException {
    var event = new ResettableEvent(lab, "the event");
    var waits = new Waits();
    var happened = new AtomicLong();
    for (int i = 1; i <= waiters; i++) {
      lab.start(
          "waiter " + i,
          () -> {
            event.await();
            waits.add(lab.nanos() - happened.get());
            lab.note("continues");
          });
    }
    lab.start(
        "setter",
        () -> {
          lab.sleep(BEFORE_MILLIS);
          happened.set(lab.nanos());
          lab.note("sets the event");
          event.set();
        });
    lab.awaitAll();
    lab.conclude("no polling; resumed " + late(waits));
    return waits.count();
  }

  private static String late(Waits waits) {
    return Waits.millis(waits.longest()) + " ms late at the most";
  }
}

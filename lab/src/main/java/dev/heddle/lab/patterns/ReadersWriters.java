package dev.heddle.lab.patterns;

import dev.heddle.lab.Experiment;
import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.Setting;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// Readers and writers at one gate, and how long each has to wait. With `readers` first the writers
/// starve while readers keep coming; with `writers` first the readers do.
final class ReadersWriters {
  private static final Setting POLICY =
      Setting.choice("policy", "which go first", "fair", "readers", "writers");
  private static final Setting READERS =
      Setting.number("readers", 4, 1, 100, "how many threads read");
  private static final Setting WRITERS =
      Setting.number("writers", 2, 1, 100, "how many threads write");
  private static final Setting MILLIS =
      Setting.number("millis", 1000, 100, 20_000, "how long new visits begin");

  static final Experiment EXPERIMENT =
      new Experiment(
          "readers-writers",
          "many may read or one may write: which wait, and which starve",
          List.of(POLICY, READERS, WRITERS, MILLIS),
          settings ->
              List.of(
                  new Scene(
                      settings.text(POLICY),
                      lab -> {
                        var policy =
                            ReadWriteGate.Policy.valueOf(
                                settings.text(POLICY).toUpperCase(Locale.ROOT));
                        var run =
                            new ReadersWriters(
                                lab, new ReadWriteGate(lab, policy), settings.number(MILLIS));
                        run.play(settings.number(READERS), settings.number(WRITERS));
                      })));

  private final Lab lab;
  private final ReadWriteGate gate;
  private final long end;
  private final Waits reads = new Waits();
  private final Waits writes = new Waits();
  private final AtomicInteger readersInside = new AtomicInteger();
  private final AtomicInteger writersInside = new AtomicInteger();
  private final AtomicInteger collisions = new AtomicInteger();

  ReadersWriters(Lab lab, ReadWriteGate gate, long millis) {
    this.lab = lab;
    this.gate = gate;
    this.end = lab.nanos() + millis * 1_000_000;
  }

  void play(int readers, int writers) throws InterruptedException {
    for (int i = 1; i <= readers; i++) {
      int delay = i * 7; // so that they overlap, and there is always one inside
      lab.start("reader " + i, () -> read(delay));
    }
    for (int i = 1; i <= writers; i++) {
      lab.start("writer " + i, this::write);
    }
    lab.awaitAll();
    lab.conclude("readers: " + reads);
    lab.conclude("writers: " + writes);
    lab.conclude(
        collisions.get() == 0
            ? "no writer was ever inside together with another thread"
            : "COLLISIONS: " + collisions);
  }

  private void read(int delay) throws InterruptedException {
    lab.sleep(delay);
    while (lab.nanos() < end) {
      long asked = lab.nanos();
      gate.enterToRead();
      try {
        reads.add(lab.nanos() - asked);
        readersInside.incrementAndGet();
        lab.sleep(20 + lab.random().nextInt(30)); // or all readers would soon leave together
        check(writersInside.get() > 0);
        readersInside.decrementAndGet();
      } finally {
        gate.leaveFromReading();
      }
      lab.sleep(5);
    }
  }

  private void write() throws InterruptedException {
    lab.sleep(50);
    while (lab.nanos() < end) {
      long asked = lab.nanos();
      gate.enterToWrite();
      try {
        writes.add(lab.nanos() - asked);
        lab.note("writes after waiting " + (lab.nanos() - asked) / 1_000_000 + " ms");
        check(writersInside.incrementAndGet() > 1);
        lab.sleep(20);
        check(readersInside.get() > 0);
        writersInside.decrementAndGet();
      } finally {
        gate.leaveFromWriting();
      }
      lab.sleep(5);
    }
  }

  private void check(boolean collision) {
    if (collision) {
      collisions.incrementAndGet();
    }
  }

  int collisions() {
    return collisions.get();
  }
}

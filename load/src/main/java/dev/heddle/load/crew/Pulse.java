package dev.heddle.load.crew;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Says once a second that this process is alive, and notices when it stood still: stopped, short
/// of processors, or in a long pause of the garbage collector. Answers that came meanwhile are read
/// late, which is no server's fault. Thread-safe.
final class Pulse implements AutoCloseable {
  private static final long LOOK_NANOS = 20_000_000;
  private static final long BEAT_NANOS = 1_000_000_000;

  /// Shorter ones are ordinary on a machine that is busy.
  private static final long STANDSTILL = 100_000_000;

  private final AtomicLong stoodStill = new AtomicLong();
  private final Courier courier;
  private volatile boolean over;

  Pulse(Courier courier) {
    this.courier = courier;
    Thread.ofPlatform().daemon().name("heddle-worker-pulse").start(this::run);
  }

  private void run() {
    long last = System.nanoTime();
    long beat = last;
    while (!over) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = System.nanoTime();
      long gap = now - last - LOOK_NANOS;
      if (gap > STANDSTILL) {
        stoodStill.addAndGet(gap);
      }
      last = now;
      if (now - beat >= BEAT_NANOS) {
        courier.send(new CrewMessage.Beat());
        beat = now;
      }
    }
  }

  /// How long it stood still altogether, in nanoseconds.
  long stoodStill() {
    return stoodStill.get();
  }

  @Override
  public void close() {
    over = true;
  }
}

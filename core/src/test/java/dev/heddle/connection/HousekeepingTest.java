package dev.heddle.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.jdk.Carriers;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HousekeepingTest {
  private static final long MILLISECOND_NANOS = 1_000_000;

  private final List<Long> runs = new CopyOnWriteArrayList<>();
  private LogCapture log;

  @BeforeEach
  void capturesTheLog() {
    log = new LogCapture();
  }

  @AfterEach
  void releasesTheLog() {
    log.close();
  }

  @Test
  void continuesAfterAnError() {
    Housekeeping.Task task =
        Housekeeping.every(
            MILLISECOND_NANOS,
            () -> {
              runs.add(System.nanoTime());
              throw new StackOverflowError("for a test");
            });
    Eventually.that("it runs again", () -> runs.size() > 2);
    task.cancel();
  }

  @Test
  void aTaskThatWasAskedForRunsUntilItSucceeds() {
    Housekeeping.Task task =
        Housekeeping.onDemand(() -> {
          runs.add(System.nanoTime());
          if (runs.size() < 3) {
            throw new OutOfMemoryError("for a test");
          }
        });
    Eventually.stays("nobody has asked", Duration.ofMillis(50), runs::isEmpty);
    task.runSoon();
    Eventually.that("it runs three times", () -> runs.size() == 3);
    Eventually.stays("and no more", Duration.ofMillis(300), () -> runs.size() == 3);
    task.cancel();
  }

  @Test
  void aTaskThatLeavesTheThreadInterruptedDoesNotKeepItFromWaiting() {
    var thread = new AtomicReference<Thread>();
    Housekeeping.Task task =
        Housekeeping.onDemand(() -> {
          thread.set(Thread.currentThread());
          Thread.currentThread().interrupt();
        });
    task.runSoon();
    Eventually.that("it has run", () -> thread.get() != null);
    Eventually.that("the thread can wait", () -> !thread.get().isInterrupted());
    task.cancel();
  }

  @Test
  void aTaskThatIsAddedWhileAnotherWaitsForSomethingRuns() throws Exception {
    try (var other = new Parking()) {
      Housekeeping.Task task =
          Housekeeping.every(MILLISECOND_NANOS, () -> runs.add(System.nanoTime()));
      other.end();
      Eventually.that("it runs", () -> !runs.isEmpty());
      task.cancel();
    }
  }

  @Test
  void aTaskThatIsAskedForWhileALaterOneWaitsForSomethingRuns() throws Exception {
    Housekeeping.Task task = Housekeeping.onDemand(() -> runs.add(System.nanoTime()));
    try (var other = new Parking()) {
      task.runSoon();
      other.end();
      Eventually.that("it runs", () -> !runs.isEmpty());
    }
    task.cancel();
  }

  @Test
  void whatALoopsOwnThreadCancelsIsForgottenAndDoesNotRun() throws Exception {
    WeakReference<ScheduledFuture<?>> task = cancelledByALoop();
    Eventually.that(
        "it is off the queue",
        () -> {
          System.gc();
          return task.get() == null;
        });
    assertThat(runs).isEmpty();
  }

  private WeakReference<ScheduledFuture<?>> cancelledByALoop() throws InterruptedException {
    ScheduledFuture<?> task =
        Housekeeping.once(TimeUnit.HOURS.toNanos(1), () -> runs.add(System.nanoTime()));
    Thread loop =
        Thread.ofPlatform()
            .start(() -> {
              Carriers.enter(() -> true);
              task.cancel(false);
            });
    loop.join();
    assertThat(task.isCancelled()).isTrue();
    return new WeakReference<>(task);
  }

  /// A task that waits, as for a lock, and so takes the wake-ups that are not meant for it.
  private static final class Parking implements AutoCloseable {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final AtomicBoolean over = new AtomicBoolean();
    private final Housekeeping.Task task = Housekeeping.onDemand(this::run);

    Parking() throws InterruptedException {
      task.runSoon();
      entered.await();
    }

    private void run() {
      entered.countDown();
      while (!over.get()) {
        LockSupport.parkNanos(MILLISECOND_NANOS);
      }
      LockSupport.parkNanos(MILLISECOND_NANOS);
    }

    void end() {
      over.set(true);
    }

    @Override
    public void close() {
      end();
      task.cancel();
    }
  }
}

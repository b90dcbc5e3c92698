package dev.heddle.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Waiting for what must come about, at the most for as long as a slow and busy machine may need.
public final class Eventually {
  /// Long after this, nothing will come any more.
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long LOOK_NANOS = 1_000_000;

  private Eventually() {}

  /// Waits until it holds.
  public static void that(String what, BooleanSupplier holds) {
    that(what, PATIENCE, holds);
  }

  /// Waits until it holds, up to a limit.
  public static void that(String what, Duration patience, BooleanSupplier holds) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("not within " + patience + ": " + what);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /// Makes sure that it holds for a while.
  public static void stays(String what, Duration span, BooleanSupplier holds) {
    long end = System.nanoTime() + span.toNanos();
    do {
      assertThat(holds.getAsBoolean()).as(what).isTrue();
      LockSupport.parkNanos(LOOK_NANOS);
    } while (System.nanoTime() < end);
  }

  /// Waits until a figure has not changed for a while, and returns it.
  public static long settles(Duration quiet, LongSupplier figure) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long last = figure.getAsLong();
    long since = System.nanoTime();
    while (System.nanoTime() - since < quiet.toNanos()) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = figure.getAsLong();
      if (now != last) {
        last = now;
        since = System.nanoTime();
      }
      if (System.nanoTime() > deadline) {
        fail("does not settle, but is at " + now);
      }
    }
    return last;
  }

  /// Waits for an event.
  public static void happens(CountDownLatch event) {
    try {
      assertThat(event.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS))
          .as("the event came")
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted");
    }
  }

  /// Waits for a result; its failure is this test's failure.
  public static <T> T result(Future<T> future) {
    try {
      return future.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("no result within " + PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /// Waits for a failure and returns it.
  public static Throwable failure(Future<?> future) {
    try {
      Object result = future.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      return fail("did not fail, but returned " + result);
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (TimeoutException e) {
      throw new AssertionError("neither result nor failure within " + PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}

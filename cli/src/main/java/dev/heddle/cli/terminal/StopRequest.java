package dev.heddle.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A request to stop, by signal: the first one asks, the second one ends the process immediately.
/// Thread-safe.
public final class StopRequest {
  private static final long SAME_NANOS = 100_000_000;

  private final CompletableFuture<@Nullable Void> made = new CompletableFuture<>();
  private final AtomicReference<@Nullable Long> signalled = new AtomicReference<>();
  private final PrintStream err;
  private volatile Runnable beforeAbort = () -> {};
  private volatile EndSignal by = EndSignal.INT;

  public StopRequest(PrintStream err) {
    this.err = err;
  }

  /// From now on, signals come here.
  public void listen() {
    EndSignal.onEach(this::signal);
  }

  /// What to do before the process ends immediately, such as restoring the terminal.
  public void beforeAbort(Runnable action) {
    beforeAbort = action;
  }

  /// Does what Ctrl-C does.
  public void signal() {
    signal(EndSignal.INT);
  }

  private void signal(EndSignal signal) {
    long now = System.nanoTime();
    Long first = signalled.compareAndExchange(null, now);
    if (first == null) {
      by = signal;
      make();
    } else if (now - first > SAME_NANOS) {
      beforeAbort.run();
      err.println("aborted");
      Runtime.getRuntime().halt(EndSignal.INT.exitCode());
    }
  }

  /// Asks to stop without a signal.
  public void make() {
    made.complete(null);
  }

  /// What shells report for a process that the signal has ended.
  public int exitCode() {
    return by.exitCode();
  }

  /// Whether it was a signal that asked.
  boolean isSignal() {
    return signalled.get() != null;
  }

  /// Whether a stop was requested.
  public boolean isMade() {
    return made.isDone();
  }

  /// Waits until a stop is requested.
  ///
  /// @param patience how long to wait; null for no limit
  /// @return false if it timed out
  public boolean await(@Nullable Duration patience) throws InterruptedException {
    try {
      if (patience == null) {
        made.get();
      } else {
        made.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      }
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError("never completed by a failure", e);
    }
  }

  /// Runs an action once a stop is requested, on the thread that requests it; now if it was.
  public void whenMade(Runnable action) {
    var ignored = made.thenRun(action);
  }
}

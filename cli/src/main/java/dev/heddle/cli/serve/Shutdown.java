package dev.heddle.cli.serve;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Whether running services are to end, and why: the first reason counts. Thread-safe.
final class Shutdown {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final AtomicReference<@Nullable Reason> reason = new AtomicReference<>();

  /// Why services end.
  enum Reason {
    /// By a signal, or because one of them has ended by itself.
    STOPPED,

    /// The cluster is lost for good.
    CUT_OFF,

    /// Another process serves, too.
    REPLACED,

    /// Another process is prepared, and can serve when this one does not.
    MAKES_WAY
  }

  /// Ends them, if that has not begun.
  void begin(Reason why) {
    reason.compareAndSet(null, why);
    begun.countDown();
  }

  /// Waits for the end.
  ///
  /// @param patience how long to wait; null to wait without a limit
  /// @return null if it timed out
  @Nullable Reason await(@Nullable Duration patience) throws InterruptedException {
    if (patience == null) {
      begun.await();
    } else if (!begun.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      return null;
    }
    return reason.get();
  }
}

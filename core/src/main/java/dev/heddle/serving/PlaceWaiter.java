package dev.heddle.serving;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting for a place, for acceptors with a thread that may wait. Stateless.
public final class PlaceWaiter {
  private PlaceWaiter() {}

  /// Waits until a connection that has none yet gets its place, or the acceptor is closed.
  ///
  /// @param entry as [ConnectionHost#admit] gave it
  /// @return the same, or the place; still [AdmissionResult.Waiting] if the acceptor is closed
  public static AdmissionResult await(
      AdmissionResult entry, ConnectionHost host, BooleanSupplier isClosed) {
    Thread acceptor = Thread.currentThread();
    AdmissionResult now = entry;
    while (now instanceof AdmissionResult.Waiting waiting && !isClosed.getAsBoolean()) {
      AdmissionResult.Place place = host.seat(waiting);
      if (place == null) {
        host.admission().whenRoom(() -> LockSupport.unpark(acceptor));
        LockSupport.parkNanos(host, Eviction.RETRY_NANOS);
      } else {
        now = place;
      }
    }
    return now;
  }
}

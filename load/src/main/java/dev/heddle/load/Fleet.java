package dev.heddle.load;

import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.Timeline.Interval;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The connections to a target, and what may be done with them: open them, let them have a slice,
/// close them. They are in this process, or in workers.
///
/// Belongs to the thread that runs the load.
public interface Fleet extends AutoCloseable {

  /// Observes a slice, many times a second.
  @FunctionalInterface
  interface Onlooker {
    /// @param recent receives the figures of the last second
    /// @return whether the slice is to end now
    boolean look(Supplier<Recent> recent);
  }

  /// What a slice has shown in about the last second.
  ///
  /// @param errors in all of the slice
  record Recent(Interval interval, double seconds, long errors, @Nullable String example) {}

  /// Opens the connections.
  ///
  /// @param rate connections a second; 0 for as fast as they come
  /// @param over whether no more are wanted
  /// @return how many could be opened
  /// @throws LoadFailedException if the load cannot continue
  int connect(double rate, Tally into, BooleanSupplier over) throws InterruptedException;

  /// Sends one request on each connection.
  ///
  /// @param patience how long that may take
  /// @param over whether it is to end now
  Tally greet(Duration patience, BooleanSupplier over) throws InterruptedException;

  /// Lets the connections have a slice; returns when it is over and all its requests are, too.
  ///
  /// @param rate requests a second over all connections; 0: whenever one is answered
  /// @param requests how many at the most
  /// @throws LoadFailedException if the load cannot continue
  Sample slice(double rate, Duration length, long requests, Onlooker onlooker)
      throws InterruptedException;

  /// How many of the connections were ever answered.
  int answeredConnections();

  /// Closes the connections for good; what still comes to them is counted.
  void disconnect(Tally into);

  /// Ends it, with whatever is still open.
  @Override
  void close();
}

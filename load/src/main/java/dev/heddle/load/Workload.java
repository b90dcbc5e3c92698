package dev.heddle.load;

import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.Requests;
import dev.heddle.load.wire.WireFormat;
import java.time.Duration;
import java.util.function.Function;

/// What each connection does. Immutable.
///
/// @param requests creates the requests to a target; called once for each lane
/// @param framing where an answer ends
/// @param expectation which answers are right
/// @param pipeline how many requests may be under way on a connection
/// @param reconnect whether each request has a connection of its own
/// @param timeout how long an answer, or a connection, may take; twice as long is waited for an
///   answer
public record Workload(
    Function<Target, Requests> requests,
    WireFormat framing,
    Expectation expectation,
    int pipeline,
    boolean reconnect,
    Duration timeout) {

  public Workload {
    if (pipeline < 1) {
      throw new IllegalArgumentException("pipeline < 1: " + pipeline);
    }
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must be more than zero: " + timeout);
    }
  }
}

package dev.heddle.load;

import dev.heddle.ProxyHeader;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.Requests;
import dev.heddle.load.wire.WireFormat;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What each connection does. Immutable.
///
/// @param requests creates the requests to a target; called once for each lane
/// @param framing where an answer ends
/// @param expectation which answers are right
/// @param pipeline how many requests may be under way on a connection
/// @param reconnect whether each request has a connection of its own
/// @param timeout how long an answer, or a connection, may take; twice as long is waited for an
///   answer
/// @param proxyHeaders what a connection begins with, by its own address and the server's, before
///   TLS; null for nothing
public record Workload(
    Function<Target, Requests> requests,
    WireFormat framing,
    Expectation expectation,
    int pipeline,
    boolean reconnect,
    Duration timeout,
    @Nullable BiFunction<SocketAddress, SocketAddress, ProxyHeader> proxyHeaders) {

  public Workload {
    if (pipeline < 1) {
      throw new IllegalArgumentException("pipeline < 1: " + pipeline);
    }
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must be more than zero: " + timeout);
    }
  }

  /// One whose connections begin with no header.
  public Workload(
      Function<Target, Requests> requests,
      WireFormat framing,
      Expectation expectation,
      int pipeline,
      boolean reconnect,
      Duration timeout) {
    this(requests, framing, expectation, pipeline, reconnect, timeout, null);
  }

  /// The same, with these headers of the PROXY protocol.
  public Workload withProxyHeaders(BiFunction<SocketAddress, SocketAddress, ProxyHeader> headers) {
    return new Workload(requests, framing, expectation, pipeline, reconnect, timeout, headers);
  }
}

package dev.heddle;

import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An open connection, as the operator of the server sees it; from [Server#connections()].
///
/// Thread-safe, at no cost to the connection: everything is read without a lock and returns a
/// recent value. A connection that has ended keeps returning its last values.
///
/// ```java
/// for (ConnectionView each : server.connections()) {
///   if (each.age().compareTo(Duration.ofHours(1)) > 0 && each.bytesIn() == 0) {
///     each.abort();
///   }
/// }
/// ```
public interface ConnectionView {

  /// The connection's number, as the log names it; unique in this process.
  long id();

  /// The client's address: behind a proxy, as [Connection#peerAddress()].
  SocketAddress peer();

  /// What the proxy in between has said at the beginning; null if there is none.
  @Nullable ProxyHeader proxyHeader();

  /// The time since it was accepted.
  Duration age();

  Activity activity();

  /// Since when it has been as it is now: no byte has moved, and its activity has not changed.
  ///
  /// A connection keeps no time for this. It compares its present state with the state at the last
  /// call, by any caller: the answer is as exact as the calls are frequent.
  ///
  /// @param now as [System#nanoTime()]
  /// @return likewise; `now` at the first call, and if something has changed
  long unchangedSince(long now);

  /// Bytes received.
  long bytesIn();

  /// Bytes sent.
  long bytesOut();

  /// Messages received: see [ServerStats#messagesIn()].
  long messagesIn();

  /// Messages sent: see [ServerStats#messagesOut()].
  long messagesOut();

  /// How many bytes of a message have come while the connection waits for the rest of it; 0
  /// otherwise. A client that sends a line without its newline, and waits for an answer, shows
  /// here.
  int unfinished();

  /// The thread that runs the handler or, on an engine whose connections have none, the callback
  /// that is at work. For display only: it may be another connection's thread in the next moment.
  @Nullable Thread thread();

  /// Closes the connection so that its peer sees a reset, and interrupts its handler.
  void abort();
}

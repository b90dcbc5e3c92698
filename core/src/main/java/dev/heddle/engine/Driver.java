package dev.heddle.engine;

import dev.heddle.Datagram;
import dev.heddle.LoopView;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A concurrency model: how connections are accepted, what kind of thread carries each, and how the
/// bytes move. What [dev.heddle.Engine] is on the inside.
///
/// Thread-safe. One driver may carry several servers and clients; what they share (loops, say) runs
/// from the first to the last of them.
public interface Driver {

  /// The model's name, as in `--engine`.
  String name();

  /// The most connections that it can hold at once.
  int capacity();

  /// Whether it runs [dev.heddle.Protocol]s only, because its connections have no thread.
  default boolean callbacksOnly() {
    return false;
  }

  /// Binds the address and begins to accept; returns when it is bound.
  Listening listen(SocketAddress address, Host host) throws IOException;

  /// Binds a UDP address and begins to answer.
  ///
  /// @throws UnsupportedOperationException if this model does not carry datagrams
  default Listening listenDatagrams(SocketAddress address, DatagramHost host) throws IOException {
    throw new UnsupportedOperationException(
        "the " + name() + " engine does not carry datagrams; virtual and loops do");
  }

  /// Connects, waiting on the calling thread, and returns what moves the bytes.
  ///
  /// @throws java.net.SocketTimeoutException if the connection is not there in time
  Transport connect(SocketAddress address, Duration timeout) throws IOException;

  /// Runs a client's task, which may block, on a thread of this model.
  void start(Runnable task);

  /// The event loops that it has just now.
  default List<LoopView> loops() {
    return List.of();
  }

  /// A server or client begins to use this driver.
  default void retain() {}

  /// A server or client has ended; the last one's end stops what they shared.
  default void release() {}

  /// What answers datagrams, and counts them. Thread-safe.
  interface DatagramHost {
    /// The answer; null for none, also where the handler threw.
    @Nullable Datagram reply(Datagram request);

    /// An answer of so many bytes has been sent.
    void sent(int bytes);

    /// Receiving or sending one datagram failed; waits a little if many fail in a row. Never
    /// throws.
    void failed(Throwable cause);

    /// What receives the datagrams cannot go on: see [Host#engineFailed].
    void engineFailed(Throwable cause);
  }
}

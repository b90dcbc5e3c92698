package dev.heddle.loop;

import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What one event loop waits on, and the sockets that are served through it.
///
/// All methods except [#wakeup] are called on the loop's thread. Those that are said to park are
/// called in a virtual thread of the loop.
public interface Poller {

  /// The name of its mechanism; from any thread.
  String name();

  /// Waits for events, for at most `nanos`, tells the loop that it is awake, and handles them:
  /// mostly it wakes virtual threads. Returns early after a [#wakeup].
  ///
  /// @param nanos 0: only look; [Long#MAX_VALUE]: no limit
  void poll(long nanos) throws IOException;

  /// Makes the poll that is under way, or else the next one, return. From any thread, one at a
  /// time, and never after [#close]; never blocks.
  void wakeup();

  /// Binds a server socket. Accepting begins with [Listener#resume].
  Listener listen(SocketAddress address, int backlog, Accepts accepts) throws IOException;

  /// Connects; parks until the connection is open.
  ///
  /// @throws java.net.SocketTimeoutException if it is not in time
  Transport connect(SocketAddress address, Duration timeout) throws IOException;

  /// Binds a UDP socket.
  DatagramSocket bind(SocketAddress address) throws IOException;

  /// Gives back what the system lent. The last call; every socket has been closed.
  void close();

  /// How a loop's poller is made; called on the loop's thread.
  @FunctionalInterface
  interface Factory {
    /// @throws IOException if the system denies it
    Poller open(EventLoop loop) throws IOException;
  }

  /// Decides about, and receives, the connections of a listener. Called on the loop's thread.
  interface Accepts {

    /// Whether another connection may be accepted; if not, the listener pauses.
    boolean ready();

    /// Whether [#ready] is always true, and need not be asked each time.
    boolean always();

    void accepted(Incoming connection);

    /// Accepting failed; the listener has paused.
    void failed(IOException cause);
  }

  /// A bound server socket.
  interface Listener {
    SocketAddress address();

    /// Accepts again after a pause.
    void resume();

    /// Frees the address, by the first poll after [#isClosed] at the latest. A socket that another
    /// process has, too, continues to listen there.
    void close();

    /// Whether nothing more is accepted: an accept that was under way has ended.
    boolean isClosed();
  }

  /// A connection that has been accepted and belongs to no loop yet.
  interface Incoming {

    /// Its other end, if that is still known.
    @Nullable SocketAddress peer();

    /// Makes it one of `poller`, on that poller's loop.
    Transport on(Poller poller) throws IOException;

    /// Sends these last bytes, without waiting, and closes.
    void refuse(byte[] farewell);
  }
}

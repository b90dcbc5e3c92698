package dev.heddle;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A UDP service on an address: one function from datagram to datagram, on the `virtual` or the
/// `loops` engine. Thread-safe.
///
/// The sender of a datagram is easily forged, and two servers that take each other's answers for
/// requests would answer each other for ever. So some datagrams are not answered, which looks like
/// loss to a client: those from a port below 1024 or one on which a server of this process answers
/// datagrams, whatever the address; and those of a peer that has exceeded its rate, see
/// [Builder#answerRate]. [ServerStats#refusals()] counts them.
///
/// ```java
/// DatagramHandler echo = request -> request.reply(request.payload());
/// try (DatagramServer server = DatagramServer.builder(echo).port(7007).start()) {
///   System.out.println("answers datagrams on port " + server.port());
/// }
/// ```
public interface DatagramServer extends AutoCloseable {

  static Builder builder(DatagramHandler handler) {
    return new Builder(handler);
  }

  /// The address that is bound, with the port that was chosen if 0 was requested.
  SocketAddress address();

  int port();

  String name();

  /// What it has done so far; datagrams count as messages, and there are no connections.
  ServerStats stats();

  /// Why it has closed by itself: the loop or thread that serves it has failed. Null if it has not.
  @Nullable IOException failure();

  /// How long the handler took.
  HandlingTimes handlingTimes();

  /// The concurrency model's name.
  String engineName();

  /// The event loops that the engine has just now, with all that they carry; none on other engines.
  List<LoopView> loops();

  /// Stops answering and frees the address. A second call does nothing.
  @Override
  void close();

  /// The settings of a server; [#start()] starts it. Not thread-safe.
  final class Builder {
    private static final int ANSWER_RATE = 100;

    private final DatagramHandler handler;
    private SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private Engine engine = Engine.virtual();
    private String name = "server";
    private int answerRate = ANSWER_RATE;

    private Builder(DatagramHandler handler) {
      this.handler = Objects.requireNonNull(handler);
    }

    /// The UDP port on the loopback interface; 0, the default, takes a free one.
    public Builder port(int port) {
      return address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    public Builder address(SocketAddress address) {
      this.address = Objects.requireNonNull(address);
      return this;
    }

    /// The concurrency model: `virtual` (the default) or `loops`.
    public Builder engine(Engine engine) {
      this.engine = Objects.requireNonNull(engine);
      return this;
    }

    /// How many answers a peer gets per second, after a burst of 1,000; 100 by default, and
    /// [Limits#UNLIMITED] for no bound. A peer is an IPv4 address or an IPv6 /64, and on this
    /// machine a port. A client on this machine whose socket is connected has no bound: it cannot
    /// be a server that would answer the answers. (That is known on Linux only.)
    public Builder answerRate(int most) {
      if (most < 1) {
        throw new IllegalArgumentException("answerRate < 1: " + most);
      }
      this.answerRate = most;
      return this;
    }

    public Builder name(String name) {
      this.name = Objects.requireNonNull(name);
      return this;
    }

    /// Binds and begins to answer.
    ///
    /// @throws java.net.BindException if the address cannot be bound; the message names it
    /// @throws java.net.UnknownHostException if there is no such host
    /// @throws UnsupportedOperationException if the engine does not support datagrams
    public DatagramServer start() throws IOException {
      return engine.answer(new Settings(handler, address, name, answerRate));
    }
  }

  /// The settings of a server, for the engine that runs it. Immutable.
  ///
  /// @param answerRate how many answers a peer gets in a second
  record Settings(DatagramHandler handler, SocketAddress address, String name, int answerRate) {}
}

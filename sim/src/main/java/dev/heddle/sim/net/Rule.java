package dev.heddle.sim.net;

import java.net.InetSocketAddress;

/// What happens to a packet, decided by code.
///
/// Asked once for each packet and each time that it is sent again, in the order in which the rules
/// were added; the first answer other than [Verdict.Pass] counts. Runs under the network's lock and
/// must not wait.
@FunctionalInterface
public interface Rule {
  Verdict judge(Packet packet);

  /// What a packet carries.
  enum Kind {
    CONNECT,
    ACCEPT,
    ACKNOWLEDGE,
    DATA,
    END,
    RESET,
    WINDOW,
    PROBE,
    DATAGRAM,
    /// The answer to a datagram for a port on which no socket listens.
    UNREACHABLE
  }

  /// A packet about to leave.
  ///
  /// @param from the name of the host that sends it
  /// @param bytes of its payload
  /// @param attempt 0 for the first, more when it is sent again
  record Packet(
      String from,
      String to,
      Kind kind,
      InetSocketAddress source,
      InetSocketAddress target,
      int bytes,
      int attempt) {}

  /// A rule's decision.
  sealed interface Verdict {
    /// As the link does it.
    record Pass() implements Verdict {}

    /// The link's latency and this many nanoseconds more.
    record Delay(long nanos) implements Verdict {}

    /// Lost. TCP sends it again later, UDP does not.
    record Drop() implements Verdict {}
  }

  Verdict PASS = new Verdict.Pass();
  Verdict DROP = new Verdict.Drop();
}

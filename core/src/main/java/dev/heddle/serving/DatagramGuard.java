package dev.heddle.serving;

import dev.heddle.Refusal;
import dev.heddle.jdk.LogThrottle;
import dev.heddle.jdk.SafeLog;
import dev.heddle.net.Addresses;
import dev.heddle.net.LocalClients;
import java.lang.System.Logger;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Which datagrams are answered.
///
/// The sender of a datagram is easily forged (CVE-2024-2169): two servers that take each other's
/// answers for requests answer each other for ever. So datagrams from a service's port are not
/// answered, and no peer gets more answers than its rate. An exchange between two servers ends with
/// the first answer that is omitted, for neither sends unasked.
///
/// Belongs to the one thread that answers; the counts may be read by any.
public final class DatagramGuard {
  private static final Logger LOG = System.getLogger("dev.heddle.server");

  /// Below are the ports of services (RFC 6335, section 6).
  private static final int FIRST_CLIENT_PORT = 1024;

  /// The ports on which servers of this process answer datagrams, and how many of them on each.
  private static final Map<Integer, AtomicInteger> OWN_PORTS = new ConcurrentHashMap<>();

  private final String name;
  private final @Nullable PeerRates rates;
  private final LocalClients clients = new LocalClients();
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
  private final LogThrottle seldom = new LogThrottle();

  /// @param rates null for no bound
  public DatagramGuard(String name, @Nullable PeerRates rates) {
    this.name = name;
    this.rates = rates;
    for (Refusal reason : Refusal.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  /// A server of this process answers on this port from now on.
  public static void open(int port) {
    OWN_PORTS.computeIfAbsent(port, _ -> new AtomicInteger()).incrementAndGet();
  }

  /// It does not any more.
  public static void close(int port) {
    OWN_PORTS.computeIfPresent(
        port, (_, servers) -> servers.decrementAndGet() == 0 ? null : servers);
  }

  /// Whether to answer a datagram of this sender; counts it if not.
  public boolean answers(SocketAddress sender) {
    if (!(sender instanceof InetSocketAddress peer)) {
      return true;
    }
    if (peer.getPort() < FIRST_CLIENT_PORT || OWN_PORTS.containsKey(peer.getPort())) {
      reject(Refusal.SERVICE_PORT, peer, "it comes from a service's port");
      return false;
    }
    long now = System.nanoTime();
    if (rates == null || rates.allows(peer, now) || clients.isClient(peer)) {
      return true;
    }
    reject(Refusal.PEER_RATE, peer, "the peer has reached its limit of answers");
    return false;
  }

  private void reject(Refusal refusal, InetSocketAddress peer, String why) {
    Objects.requireNonNull(refused.get(refusal)).increment();
    long untold = seldom.pass();
    if (untold >= 0) {
      SafeLog.warning(
          LOG,
          name
              + ": a datagram of "
              + Addresses.text(peer)
              + " is not answered: "
              + why
              + (untold == 0 ? "" : "; not answered since the last such line: " + untold));
    }
  }

  /// How many were not answered, by reason.
  public Map<Refusal, Long> refused() {
    Map<Refusal, Long> counts = new EnumMap<>(Refusal.class);
    refused.forEach((reason, count) -> counts.put(reason, count.sum()));
    return Collections.unmodifiableMap(counts);
  }
}

package dev.heddle.sim.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Hosts, the links between them, and the rules for what passes. Thread-safe: one lock guards all
/// that is in a network.
///
/// Code in the world uses the JDK's classes only; `dev.heddle.sim.net.channels` puts them on a
/// network.
public final class Network {
  /// How often TCP sends a packet again before it gives up, as Linux does: 15 minutes and more.
  static final int ATTEMPTS = 15;

  private static final long FIRST_RETRY = 200_000_000;
  private static final long LAST_RETRY = 120_000_000_000L;

  private final ReentrantLock lock = new ReentrantLock();
  private final Surroundings surroundings;
  private final Map<String, NetworkHost> hosts = new LinkedHashMap<>();
  private final Map<InetAddress, NetworkHost> addresses = new HashMap<>();
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private long shortest = 50_000;
  private long longest = 500_000;
  private int nextAddress = 1;

  public Network(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /// The latency of links that have none of their own yet, 50 to 500 µs by default. Within a host,
  /// it is a tenth of that.
  public Network latency(Duration shortest, Duration longest) {
    if (shortest.isNegative() || longest.compareTo(shortest) < 0) {
      throw new IllegalArgumentException("latency: " + shortest + " to " + longest);
    }
    lock();
    try {
      this.shortest = shortest.toNanos();
      this.longest = longest.toNanos();
      return this;
    } finally {
      unlock();
    }
  }

  /// The host of this name, which begins to exist with the first call.
  public NetworkHost host(String name) {
    lock();
    try {
      return hosts.computeIfAbsent(name, this::newHost);
    } finally {
      unlock();
    }
  }

  /// The host whose code calls.
  public NetworkHost here() {
    return host(surroundings.host());
  }

  /// The way from one host to another; the way back is another link.
  public Link link(String from, String to) {
    lock();
    try {
      return host(from).linkTo(host(to));
    } finally {
      unlock();
    }
  }

  /// Nothing passes between the two in either direction, until [#heal].
  public void partition(String one, String other) {
    link(one, other).cut();
    link(other, one).cut();
  }

  public void heal(String one, String other) {
    link(one, other).heal();
    link(other, one).heal();
  }

  /// Adds a rule; it is asked after those that are there.
  public void add(Rule rule) {
    rules.add(rule);
  }

  public void remove(Rule rule) {
    rules.remove(rule);
  }

  /// The addresses of a name, as seen by the calling code.
  ///
  /// @throws UnknownHostException if there is no such host
  public List<InetAddress> resolve(String name) throws UnknownHostException {
    if (name.equals("localhost")) {
      return List.of(loopback());
    }
    lock();
    try {
      NetworkHost host = hosts.get(name);
      if (host == null) {
        throw new UnknownHostException(name + ": Name or service not known");
      }
      return List.of(host.address());
    } finally {
      unlock();
    }
  }

  /// The name of an address.
  ///
  /// @throws UnknownHostException if no host has it
  public String nameOf(InetAddress address) throws UnknownHostException {
    if (address.isLoopbackAddress()) {
      return "localhost";
    }
    lock();
    try {
      NetworkHost host = addresses.get(address);
      if (host == null) {
        throw new UnknownHostException(address.getHostAddress());
      }
      return host.name();
    } finally {
      unlock();
    }
  }

  /// Does not queue: a virtual thread at the head of the queue would need its carrier, which might
  /// stand behind it. In a world, no thread ever waits for the lock.
  public void lock() {
    while (!lock.tryLock()) {
      Thread.yield();
    }
  }

  public void unlock() {
    lock.unlock();
  }

  void locked(Runnable event) {
    lock();
    try {
      event.run();
    } finally {
      unlock();
    }
  }

  public long nanos() {
    return surroundings.nanos();
  }

  /// Whether the calling thread is a virtual one: the JDK's sockets treat them differently.
  public boolean isVirtual() {
    return surroundings.isVirtual();
  }

  long random() {
    return surroundings.random();
  }

  void tell(Supplier<String> what) {
    surroundings.tell(what);
  }

  /// Reports a packet that has reached another host, or was lost because that host is down.
  void tellArrival(NetworkHost from, NetworkHost to, Rule.Kind kind, int bytes) {
    if (!from.equals(to)) {
      String end = to.boot().isUp() ? "" : ", lost: " + to.name() + " is down";
      surroundings.tell(from.name(), to.name(), () -> told(kind, bytes) + end);
    }
  }

  /// In TCP's terms.
  private static String told(Rule.Kind kind, int bytes) {
    return switch (kind) {
      case CONNECT -> "SYN";
      case ACCEPT -> "SYN, ACK";
      case ACKNOWLEDGE -> "ACK";
      case DATA -> bytes == 1 ? "1 byte" : bytes + " bytes";
      case END -> "FIN";
      case RESET -> "RST";
      case UNREACHABLE -> "ICMP port unreachable";
      case WINDOW -> "a window update";
      case PROBE -> "a probe";
      case DATAGRAM -> "a datagram of " + (bytes == 1 ? "1 byte" : bytes + " bytes");
    };
  }

  void after(long delay, Runnable event) {
    surroundings.after(delay, event);
  }

  /// The host at an address, as seen from another one.
  @Nullable NetworkHost at(InetAddress address, NetworkHost from) {
    return address.isLoopbackAddress() ? from : addresses.get(address);
  }

  Link newLink(NetworkHost from, NetworkHost to) {
    int part = from.equals(to) ? 10 : 1;
    return new Link(this, from, to, shortest / part, longest / part);
  }

  /// @return the nanoseconds that the packet takes, or [Link#LOST]
  long transit(
      Link link,
      Rule.Kind kind,
      InetSocketAddress source,
      InetSocketAddress target,
      int bytes,
      int attempt) {
    String from = link.from().name();
    String to = link.to().name();
    long delay = link.transit(bytes);
    if (delay != Link.LOST && !rules.isEmpty()) {
      delay = judge(new Rule.Packet(from, to, kind, source, target, bytes, attempt), delay);
    }
    if (delay == Link.LOST) {
      surroundings.tell(from, to, () -> told(kind, bytes) + ", lost on the way");
    }
    return delay;
  }

  private long judge(Rule.Packet packet, long delay) {
    for (Rule rule : rules) {
      switch (rule.judge(packet)) {
        case Rule.Verdict.Pass pass -> {}
        case Rule.Verdict.Delay more -> {
          return delay + more.nanos();
        }
        case Rule.Verdict.Drop drop -> {
          return Link.LOST;
        }
      }
    }
    return delay;
  }

  /// When a lost packet is sent again.
  static long retryAfter(int attempt) {
    return Math.min(LAST_RETRY, FIRST_RETRY << Math.min(attempt, 20));
  }

  private NetworkHost newHost(String name) {
    int number = nextAddress++;
    byte[] bytes = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    try {
      var host = new NetworkHost(this, name, InetAddress.getByAddress(name, bytes));
      addresses.put(host.address(), host);
      return host;
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InetAddress loopback() throws UnknownHostException {
    return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
  }
}

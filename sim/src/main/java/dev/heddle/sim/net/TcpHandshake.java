package dev.heddle.sim.net;

import java.net.InetSocketAddress;

/// The request for a connection: asks, asks again, and gives up after two minutes, as Linux does.
/// Needs the network's lock.
final class TcpHandshake {
  private static final int ATTEMPTS = 6;
  private static final long FIRST_RETRY = 1_000_000_000;

  private final StreamSocket client;
  private final Link link;
  private final NetworkHost there;
  private final InetSocketAddress target;
  private int attempt;

  TcpHandshake(StreamSocket client, Link link, NetworkHost there, InetSocketAddress target) {
    this.client = client;
    this.link = link;
    this.there = there;
    this.target = target;
  }

  void begin() {
    Network net = client.network();
    long delay = transit(link);
    if (delay == Link.LOST) {
      again();
    } else {
      net.after(delay, () -> locked(this::arrive));
    }
  }

  private long transit(Link way) {
    return client.network().transit(way, Rule.Kind.CONNECT, client.inet(), target, 0, attempt);
  }

  private void arrive() {
    if (!client.isConnecting()) {
      return;
    }
    client.network().tellArrival(client.boot.host, there, Rule.Kind.CONNECT, 0);
    Boot boot = there.boot();
    if (!boot.isUp()) {
      again();
      return;
    }
    Link back = there.linkTo(client.boot.host);
    ListeningSocket listener = boot.tcp.first(target);
    if (listener == null) {
      refuse(back);
    } else if (!listener.hasRoom()) {
      again();
    } else {
      new StreamSocket(boot).answer(client, target, listener, back);
    }
  }

  private void refuse(Link back) {
    Network net = client.network();
    long delay = net.transit(back, Rule.Kind.RESET, target, client.inet(), 0, attempt);
    if (delay == Link.LOST) {
      again();
    } else {
      net.after(delay, () -> locked(this::refused));
    }
  }

  private void refused() {
    client.network().tellArrival(there, client.boot.host, Rule.Kind.RESET, 0);
    end(Errors.REFUSED);
  }

  private void again() {
    long delay = FIRST_RETRY << attempt;
    boolean last = attempt++ == ATTEMPTS;
    client.network().after(delay, () -> locked(last ? () -> end(Errors.TIMED_OUT) : this::repeat));
  }

  private void repeat() {
    if (client.isConnecting()) {
      begin();
    }
  }

  private void end(Errors error) {
    if (client.isConnecting()) {
      client.fail(error);
    }
  }

  private void locked(Runnable event) {
    client.network().locked(event);
  }
}

package dev.heddle.testkit.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;

/// A process of its own that talks to an echo over some fifty connections at a time. It closes some
/// of them gracefully, after all answers, and kills others at random. Prints from time to time how
/// much has come back, and exits with 0 if no byte of it was wrong or missing.
final class Vandal {
  private static final int AT_ONCE = 50;
  private static final int MOST = 300 * 1024;
  private static final long SAY_NANOS = 50_000_000;

  private final InetSocketAddress address;
  private final Random random;
  private final Swarm swarm;
  private final Fate[] fates = new Fate[AT_ONCE];
  private final Swarm.Member[] members = new Swarm.Member[AT_ONCE];
  private long sent;
  private long received;
  private long whole;
  private long killed;

  /// How a connection is to end.
  private enum Fate {
    /// When everything has come back.
    AFTER_ALL,
    /// It half-closes when all is sent, and awaits what is missing.
    HALF_CLOSED,
    /// At any moment, with a reset.
    RESET,
    /// At any moment, even with unread bytes.
    CLOSED
  }

  private Vandal(int port, long seed) throws IOException {
    this.address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    this.random = new Random(seed);
    this.swarm = Swarm.connect(address, 0, 0);
  }

  public static void main(String[] args) throws IOException {
    var vandal = new Vandal(Integer.parseInt(args[0]), Long.parseLong(args[1]));
    try {
      vandal.run(Long.parseLong(args[2]));
    } catch (Throwable e) {
      e.printStackTrace(System.out);
      Runtime.getRuntime().halt(1);
    }
  }

  private void run(long millis) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000;
    long said = System.nanoTime();
    while (System.nanoTime() < end) {
      for (int i = 0; i < AT_ONCE; i++) {
        step(i);
      }
      swarm.turn();
      if (System.nanoTime() - said > SAY_NANOS) {
        said = System.nanoTime();
        say();
      }
    }
    swarm.until("the last are even", () -> swarm.members().stream().allMatch(Swarm.Member::isEven));
    for (int i = 0; i < AT_ONCE; i++) {
      if (members[i] != null) {
        end(i, members[i].isEven());
      }
    }
    say();
    System.out.println("done");
  }

  private void step(int i) throws IOException {
    Swarm.Member member = members[i];
    if (member == null) {
      members[i] = swarm.join(address, random.nextInt(4) == 0 ? 8 * 1024 : 0);
      fates[i] = Fate.values()[random.nextInt(Fate.values().length)];
      members[i].send(1 + random.nextInt(MOST));
      if (fates[i] == Fate.HALF_CLOSED) {
        members[i].endAfterThat();
      }
      return;
    }
    boolean over =
        switch (fates[i]) {
          case AFTER_ALL -> member.isEven();
          case HALF_CLOSED -> member.isEnded();
          case RESET, CLOSED -> random.nextInt(20) == 0;
        };
    if (over) {
      end(i, member.isEven());
    }
  }

  private void end(int i, boolean even) {
    Swarm.Member member = members[i];
    sent += member.sent();
    received += member.received();
    if (even) {
      whole++;
    } else {
      killed++;
    }
    if (fates[i] == Fate.RESET) {
      member.reset();
    } else {
      member.close();
    }
    swarm.forget(member);
    members[i] = null;
  }

  private void say() {
    System.out.println("sums " + sent + " " + received + " " + whole + " " + killed);
  }
}

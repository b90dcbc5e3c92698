package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Activity;
import dev.heddle.CloseReason;
import dev.heddle.Limits;
import dev.heddle.ProxyHeader;
import dev.heddle.connection.Budget;
import dev.heddle.connection.Session;
import dev.heddle.connection.SessionRegistry;
import dev.heddle.connection.Share;
import dev.heddle.connection.Traffic;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EvictionTest {
  private static final int MANY = 1000;

  /// Not each sort finds that its elements change.
  private static final int ROUNDS = 50;

  @Test
  void bytesMayArriveWhileConnectionsAreCompared() {
    var sessions = new SessionRegistry();
    List<Silent> all = new ArrayList<>();
    long longAgo = System.nanoTime() - Duration.ofSeconds(1).toNanos();
    for (int i = 0; i < MANY; i++) {
      var session = new Silent(i, longAgo);
      all.add(session);
      sessions.add(session);
    }
    var eviction = new Eviction(sessions, "server", MANY);
    for (int i = 0; i < ROUNDS; i++) {
      eviction.makeRoom();
    }
    assertThat(all).allMatch(each -> each.asked == ROUNDS);
  }

  /// A connection that was last heard of at a given time; each look at it finds that its first byte
  /// has arrived, or not yet.
  private static final class Silent extends Session {
    private final long id;
    private final SplittableRandom random;
    private boolean waiting;
    private int asked;

    Silent(long id, long since) {
      this.id = id;
      this.random = new SplittableRandom(id);
      silentSince(since);
      waiting = true;
    }

    @Override
    public long id() {
      return id;
    }

    @Override
    public SocketAddress peer() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public @Nullable ProxyHeader proxyHeader() {
      return null;
    }

    @Override
    public Activity activity() {
      return Activity.READING;
    }

    @Override
    public @Nullable Thread thread() {
      return null;
    }

    @Override
    public boolean isWaiting() {
      return waiting;
    }

    @Override
    public long progress() {
      return 0;
    }

    @Override
    public Traffic traffic() {
      return new Traffic(0, 0, random.nextInt(2), 0, 0);
    }

    @Override
    public int unfinished() {
      return 0;
    }

    @Override
    public Share share() {
      return new Share(Budget.of(Limits.DEFAULT));
    }

    @Override
    public void endInput() {}

    @Override
    public boolean evict() {
      asked++;
      return false; // it has just begun to read
    }

    @Override
    public boolean inputEnded() {
      return false;
    }

    @Override
    public boolean peerEnded() {
      return false;
    }

    @Override
    public boolean close(CloseReason reason) {
      return false;
    }

    @Override
    public void closeAfterFailure(CloseReason reason, Throwable cause) {}

    @Override
    public @Nullable CloseReason closeReason() {
      return null;
    }
  }
}

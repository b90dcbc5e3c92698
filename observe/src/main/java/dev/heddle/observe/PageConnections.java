package dev.heddle.observe;

import dev.heddle.AddressBlock;
import dev.heddle.Connection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The connections of the status page, up to a maximum: one more closes the one with the oldest
/// request. So neither silent connections, nor slow ones, nor those that clients keep alive can
/// shut out the next request. Of several addresses, the one with the most connections loses one.
/// Thread-safe.
///
/// A connection that is being answered stays, and so does one whose request may be on its way.
/// Event streams stay, too, but take no more than their share: one more is refused.
final class PageConnections {
  /// How long a request may be in transit after the connection was opened, and an answer after it
  /// was written.
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// Making an answer takes less, if nothing is wrong.
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long RETRY_MILLIS = 20;

  private final int most;
  private final int mostStreams;
  private final Set<Place> taken = new LinkedHashSet<>(); // guarded by this

  /// @param most how many connections at once
  /// @param mostStreams how many of them may be event streams
  PageConnections(int most, int mostStreams) {
    this.most = most;
    this.mostStreams = mostStreams;
  }

  private enum Doing {
    NOTHING,
    ANSWERING,
    STREAMING
  }

  /// A connection's place; its fields are guarded by [PageConnections].
  final class Place implements AutoCloseable {
    private final Connection connection;
    private final AddressBlock address;
    private long since;
    private Doing doing = Doing.NOTHING;

    private Place(Connection connection) {
      this.connection = connection;
      this.address = AddressBlock.of(connection.peerAddress());
    }

    /// A request has arrived and is being answered.
    void asked() {
      becomes(Doing.ANSWERING);
    }

    /// The answer has been made, and is being sent.
    void answered() {
      becomes(Doing.NOTHING);
    }

    private void becomes(Doing next) {
      synchronized (PageConnections.this) {
        if (doing != Doing.STREAMING) {
          doing = next;
          since = System.nanoTime();
        }
      }
    }

    /// The connection becomes an event stream.
    ///
    /// @return false if there are too many
    boolean startStream() {
      synchronized (PageConnections.this) {
        long streams = taken.stream().filter(place -> place.doing == Doing.STREAMING).count();
        if (streams < mostStreams) {
          doing = Doing.STREAMING;
        }
        return streams < mostStreams;
      }
    }

    private boolean mayGo(long now) {
      return switch (doing) {
        case NOTHING -> now - since > GRACE_NANOS;
        case ANSWERING -> now - since > ANSWER_NANOS;
        case STREAMING -> false;
      };
    }

    /// The connection has ended.
    @Override
    public void close() {
      synchronized (PageConnections.this) {
        taken.remove(this);
        PageConnections.this.notifyAll();
      }
    }
  }

  /// Takes a place for a connection. If there is none, closes another connection, and waits until
  /// one may be closed: for a moment only, unless all are being answered.
  Place take(Connection connection) throws InterruptedException {
    var place = new Place(connection);
    Optional<Place> loser = Optional.empty();
    synchronized (this) {
      while (taken.size() >= most && loser.isEmpty()) {
        loser = loser();
        if (loser.isEmpty()) {
          wait(RETRY_MILLIS);
        }
      }
      loser.ifPresent(taken::remove);
      place.since = System.nanoTime();
      taken.add(place);
    }
    loser.ifPresent(other -> other.connection.abort());
    return place;
  }

  private Optional<Place> loser() {
    Map<AddressBlock, Integer> byAddress = new HashMap<>();
    taken.forEach(place -> byAddress.merge(place.address, 1, Integer::sum));
    long now = System.nanoTime();
    Comparator<Place> order =
        Comparator.comparingInt(place -> -byAddress.getOrDefault(place.address, 0));
    return taken.stream()
        .filter(place -> place.mayGo(now))
        .min(order.thenComparingLong(place -> place.since - now));
  }
}

package dev.heddle.serving;

import dev.heddle.AddressBlock;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/// How many answers each peer gets: a burst, and then a number per second.
///
/// A peer is an address ([AddressBlock]); on this machine, where all have the same, an address and
/// a port. The peers that have been silent for longest are forgotten when there are too many, so
/// that forged senders cost a bounded memory. Belongs to the one thread that answers.
public final class PeerRates {
  private static final long SECOND = 1_000_000_000L;
  private static final int MOST_PEERS = 16 * 1024;

  private final long interval;
  private final long early;

  /// When the next answer is due if answers are even, as [System#nanoTime()]; the most silent
  /// first.
  private final Map<Object, Long> next =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Long> eldest) {
          return size() > MOST_PEERS;
        }
      };

  /// @param rate answers in a second
  /// @param burst answers at once, after a silence
  public PeerRates(int rate, int burst) {
    this.interval = SECOND / rate;
    this.early = interval * (burst - 1);
  }

  /// Whether a peer may have another answer now, which then counts.
  public boolean allows(InetSocketAddress peer, long now) {
    Object key = peer.getAddress().isLoopbackAddress() ? peer : AddressBlock.of(peer);
    Long before = next.get(key);
    long due = before == null || before - now < 0 ? now : before;
    if (due - now > early) {
      return false;
    }
    next.put(key, due + interval);
    return true;
  }

  /// How many peers are remembered.
  int size() {
    return next.size();
  }
}

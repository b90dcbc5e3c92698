package dev.heddle.serving;

import dev.heddle.AddressBlock;
import dev.heddle.Limits;
import dev.heddle.Refusal;
import dev.heddle.jdk.Carriers;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Counts the connections of each address, and how fast they come.
///
/// An address is remembered while it has connections, and up to a second longer if it has a rate:
/// so the memory is bounded by the open connections and by the rate at which connections can be
/// made. Thread-safe; a loop's own thread never queues for its lock.
final class AddressLimits {
  private static final long SECOND = 1_000_000_000L;
  private static final int FEW = 1024;

  private final int most;
  private final int rate;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<AddressBlock, Tally> tallies = new HashMap<>(); // guarded by lock, as is tidyAt
  private int tidyAt = FEW;

  /// @param open how many connections there are
  /// @param next when the next one is due at an even rate, as [System#nanoTime()]; the rate lets
  ///   them come up to a second early
  private record Tally(int open, long next) {
    boolean isRested(long now) {
      return next - (now - SECOND) <= 0;
    }
  }

  AddressLimits(Limits limits) {
    this.most = limits.maxConnectionsPerAddress();
    this.rate = limits.acceptRatePerAddress();
  }

  /// Whether addresses are counted at all.
  boolean isUnlimited() {
    return most == Limits.UNLIMITED && rate == Limits.UNLIMITED;
  }

  /// Counts another connection of this address.
  ///
  /// @return null, or why it may not come in, and then it does not count
  @Nullable Refusal enter(AddressBlock address, long now) {
    Carriers.lock(lock);
    try {
      return enterLocked(address, now);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Refusal enterLocked(AddressBlock address, long now) {
    if (tallies.size() >= tidyAt) {
      tallies.values().removeIf(tally -> tally.open == 0 && tally.isRested(now));
      tidyAt = Math.max(FEW, 2 * tallies.size());
    }
    Tally tally = tallies.get(address);
    if (tally != null && tally.open >= most) {
      return Refusal.ADDRESS_FULL;
    }
    if (tally != null
        && rate != Limits.UNLIMITED
        && Math.max(tally.next, now - SECOND) + interval() - now > 0) {
      return Refusal.ADDRESS_RATE;
    }
    tallies.put(
        address,
        tally == null
            ? new Tally(1, now - SECOND + interval())
            : new Tally(tally.open + 1, Math.max(tally.next, now - SECOND) + interval()));
    return null;
  }

  private long interval() {
    return rate == Limits.UNLIMITED ? 0 : SECOND / rate;
  }

  /// A connection of this address has ended.
  void leave(AddressBlock address, long now) {
    Carriers.lock(lock);
    try {
      tallies.computeIfPresent(
          address,
          (_, tally) ->
              tally.open <= 1 && (rate == Limits.UNLIMITED || tally.isRested(now))
                  ? null
                  : new Tally(tally.open - 1, tally.next));
    } finally {
      lock.unlock();
    }
  }

  /// How many addresses are remembered.
  int size() {
    Carriers.lock(lock);
    try {
      return tallies.size();
    } finally {
      lock.unlock();
    }
  }
}

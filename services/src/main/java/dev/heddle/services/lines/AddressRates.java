package dev.heddle.services.lines;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.heddle.AddressBlock;
import java.time.Duration;
import java.util.function.LongSupplier;

/// The rate limit of all clients of one address together: a burst, and then a rate per second.
/// Remembers at most 10,000 addresses. Thread-safe.
public final class AddressRates {
  private static final int MOST_ADDRESSES = 10_000;

  private final int burst;
  private final int perSecond;
  private final LongSupplier nanoTime;
  private final Cache<AddressBlock, RateLimit> rates;

  /// @param burst how much at once
  /// @param perSecond how much a second after that
  public AddressRates(int burst, int perSecond) {
    this(burst, perSecond, System::nanoTime);
  }

  AddressRates(int burst, int perSecond, LongSupplier nanoTime) {
    this.burst = burst;
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.rates =
        Caffeine.newBuilder()
            .maximumSize(MOST_ADDRESSES)
            // By then the burst is there again, as for an address that is new.
            .expireAfterAccess(Duration.ofSeconds(burst / perSecond + 1))
            .ticker(nanoTime::getAsLong)
            .build();
  }

  /// Whether an address may do this much more, all of it or nothing; if so, it is counted.
  public boolean allows(AddressBlock from, int count) {
    RateLimit rate = rates.get(from, _ -> new RateLimit(burst, perSecond, nanoTime));
    synchronized (rate) {
      return rate.allows(count);
    }
  }
}

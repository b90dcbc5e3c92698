package dev.heddle.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import dev.heddle.AddressBlock;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Slows down the guessing of a secret. After each wrong guess, no guess from the same address is
/// checked for a time: 2 s, then 4, 8, 16, 32 and 60 s. A guess that comes too early is not checked
/// and does not lengthen that time, however many connections it comes by, so the owner of the right
/// password waits for a minute at most. An address counts as new after 15 minutes without a wrong
/// guess.
///
/// Remembers 10,000 addresses at most. Each wrong guess is logged. Thread-safe.
///
/// ```java
/// var logins = new GuessLimit("the password");
/// switch (logins.check(AddressBlock.of(request.peerAddress()), () -> isRight(request))) {
///   case GuessLimit.Result.Right() -> {}
///   default -> throw new HttpException(403, "wrong password");
/// }
/// ```
public final class GuessLimit {
  private static final System.Logger LOG = System.getLogger("dev.heddle.passwords");
  private static final int MOST_ADDRESSES = 10_000;
  private static final Duration MEMORY = Duration.ofMinutes(15);
  private static final int FIRST_SECONDS = 2;
  private static final int LONGEST_SECONDS = 60;

  private final String what;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<AddressBlock, Wrong> wrong;

  /// The wrong guesses from one address.
  private record Wrong(int count, long checkedAgainNanos) {}

  /// What became of a guess.
  public sealed interface Result {
    /// The guess is right.
    record Right() implements Result {}

    /// The guess is wrong.
    ///
    /// @param soFar how many were wrong from this address lately
    record Wrong(int soFar) implements Result {}

    /// The guess was not checked.
    ///
    /// @param seconds how long until the next one is, 1 or more
    record TooEarly(long seconds) implements Result {}
  }

  /// @param what is guessed, for the log: `operator password`
  public GuessLimit(String what) {
    this(what, System::nanoTime);
  }

  /// @param nanoTime the clock, as [System#nanoTime]
  public GuessLimit(String what, LongSupplier nanoTime) {
    this.what = what;
    this.nanoTime = nanoTime;
    this.wrong =
        Caffeine.newBuilder()
            .maximumSize(MOST_ADDRESSES)
            .expireAfterWrite(MEMORY)
            .ticker(nanoTime::getAsLong)
            .<AddressBlock, Wrong>build()
            .asMap();
  }

  /// Checks a guess, unless it comes too early. Guesses from one address are checked one after
  /// another.
  ///
  /// @param isRight must not wait
  public Result check(AddressBlock from, BooleanSupplier isRight) {
    var verdict = new Result[] {new Result.Right()};
    wrong.compute(
        from,
        (_, before) -> {
          long now = nanoTime.getAsLong();
          if (before != null && before.checkedAgainNanos - now > 0) {
            verdict[0] = new Result.TooEarly(seconds(before.checkedAgainNanos - now));
            return before;
          }
          if (isRight.getAsBoolean()) {
            return before;
          }
          int count = before == null ? 1 : before.count + 1;
          verdict[0] = new Result.Wrong(count);
          return new Wrong(count, now + TimeUnit.SECONDS.toNanos(delay(count)));
        });
    if (verdict[0] instanceof Result.Wrong(int count)) {
      LOG.log(
          Level.WARNING,
          "wrong {0} from {1}: {2} so far, next one is checked in {3} s",
          what,
          from,
          count,
          delay(count));
    }
    return verdict[0];
  }

  private static int delay(int count) {
    return count > 5 ? LONGEST_SECONDS : FIRST_SECONDS << (count - 1);
  }

  private static long seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos - 1) + 1;
  }
}

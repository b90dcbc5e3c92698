package dev.heddle;

import java.time.Duration;

/// How long handlers took: from the moment at which a handler resumed with what had arrived until
/// it waited for more, or returned. A sample, of about one in sixteen; each time is known to within
/// 6 %. Immutable. From [Server#handlingTimes()]:
///
/// ```java
/// Duration slow = server.handlingTimes().percentile(0.99);
/// ```
public interface HandlingTimes {

  /// How many were measured.
  long count();

  /// The sum of all that were measured.
  Duration total();

  /// How many of those measured took no longer than this, to within 6 %.
  long countUpTo(Duration most);

  /// The time within which this share of them was done; zero if none was measured.
  ///
  /// @param share from 0 to 1: 0.99 for the 99th percentile
  /// @throws IllegalArgumentException if it is not
  Duration percentile(double share);

  /// Those that have been measured since `earlier`.
  ///
  /// @param earlier of the same server
  HandlingTimes since(HandlingTimes earlier);
}

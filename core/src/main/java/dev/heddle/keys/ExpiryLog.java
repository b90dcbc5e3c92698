package dev.heddle.keys;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Warns once a day of certificates that expire soon. Not thread-safe.
final class ExpiryLog {
  private static final Logger LOG = System.getLogger("dev.heddle.tls");
  private static final Duration SOON = Duration.ofDays(14);
  private static final Duration PAUSE = Duration.ofDays(1);

  private @Nullable Instant last;

  void check(List<Identity> identities, Instant now) {
    if (last != null && now.isBefore(last.plus(PAUSE))) {
      return;
    }
    for (Identity identity : identities) {
      if (now.isAfter(identity.notAfter().minus(SOON))) {
        warn(identity, now);
        last = now;
      }
    }
  }

  private static void warn(Identity identity, Instant now) {
    Instant end = identity.notAfter();
    LOG.log(
        Level.WARNING,
        now.isAfter(end)
            ? "tls: {0}: the certificate expired on {1}; clients reject it"
            : "tls: {0}: the certificate expires on {1}, in {2} days",
        identity,
        Identity.text(end),
        Duration.between(now, end).toDays());
  }
}

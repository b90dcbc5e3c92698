package dev.heddle.services.alert;

import dev.heddle.services.lines.Operators;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the sentries' ring is run. Immutable.
///
/// @param ring how many sentries are needed to begin
/// @param turnTimeout how long a sentry may take to answer
/// @param maxAlerts the alert with this number ends the service; null for none
/// @param operators recognizes those who may end the service
public record AlertSettings(
    int ring, Duration turnTimeout, @Nullable Long maxAlerts, Operators operators) {

  /// Three sentries, two seconds, no end, no operators.
  public static final AlertSettings DEFAULT =
      new AlertSettings(3, Duration.ofSeconds(2), null, Operators.NONE);

  public AlertSettings withRing(int ring) {
    return new AlertSettings(ring, turnTimeout, maxAlerts, operators);
  }

  public AlertSettings withTurnTimeout(Duration turnTimeout) {
    return new AlertSettings(ring, turnTimeout, maxAlerts, operators);
  }

  public AlertSettings withMaxAlerts(@Nullable Long maxAlerts) {
    return new AlertSettings(ring, turnTimeout, maxAlerts, operators);
  }

  public AlertSettings withOperators(Operators operators) {
    return new AlertSettings(ring, turnTimeout, maxAlerts, operators);
  }
}

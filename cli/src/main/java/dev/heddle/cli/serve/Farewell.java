package dev.heddle.cli.serve;

import java.time.Duration;

/// How services end after a signal.
///
/// @param delay how long they continue to serve while `/readyz` says that they are about to end
/// @param drain how long connections may take to end then
record Farewell(Duration delay, Duration drain) {
  Duration most() {
    return delay.plus(drain);
  }
}

package dev.heddle.lab.check;

import java.io.IOException;
import java.time.Duration;

/// A client that says nothing, and the server that should close after a while.
final class Silence {
  private static final Duration GRACE = Duration.ofSeconds(3);

  private Silence() {}

  static Check check(Duration timeout) {
    return new Check(
        GradePart.ROBUSTNESS,
        "closes after " + timeout.toMillis() + " ms of silence, and not before",
        visit -> run(visit, timeout));
  }

  /// Many servers sample their connections several times within the timeout, and so close up to an
  /// eighth of it late; the rest is for a busy machine.
  static Duration patience(Duration timeout) {
    return timeout.plus(timeout.dividedBy(8)).plus(GRACE);
  }

  private static void run(Visit visit, Duration timeout) throws Mismatch, IOException {
    visit.did("connected and said nothing");
    Peer peer =
        visit.connect().patience(Math.clamp(patience(timeout).toMillis(), 1, Integer.MAX_VALUE));
    long begin = System.nanoTime();
    peer.expectGone();
    long millis = (System.nanoTime() - begin) / 1_000_000;
    visit.saw("after " + millis + " ms");
    if (millis < timeout.toMillis() * 9 / 10) {
      throw new Mismatch("not before " + timeout.toMillis() + " ms");
    }
  }
}

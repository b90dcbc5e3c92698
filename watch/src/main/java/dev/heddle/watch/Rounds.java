package dev.heddle.watch;

import dev.heddle.eyes.Finding;
import dev.heddle.eyes.LookException;
import dev.heddle.eyes.OwnJvm;
import dev.heddle.eyes.StallAges;
import dev.heddle.eyes.Stalls;
import java.time.Duration;
import java.util.List;

/// Glances at all threads, and looks closely if that gives a reason. Belongs to the watch's thread.
///
/// Close looks cost memory and time: they take a twentieth of one processor at the most, and a
/// suspicion that has not changed is looked at once a minute.
final class Rounds {
  private static final Duration LONGEST_APART = Duration.ofSeconds(1);
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final int SHARE = 20;
  private static final int QUICK_GLANCES = 20;

  private final OwnJvm jvm;
  private final Board board;
  private final Duration apart;
  private final Duration stuckAfter;
  private final StallAges ages = new StallAges();
  private Stalls seen = Stalls.NONE;
  private Stalls seenStuck = Stalls.NONE;
  private long lookedAt = System.nanoTime();
  private long pause;

  Rounds(OwnJvm jvm, Board board, Duration interval, Duration stuckAfter) {
    this.jvm = jvm;
    this.board = board;
    this.apart = interval.compareTo(LONGEST_APART) < 0 ? interval : LONGEST_APART;
    this.stuckAfter = stuckAfter;
  }

  void next() throws LookException, InterruptedException {
    long now = System.nanoTime();
    Stalls glance = jvm.glance();
    ages.add(glance, now);
    board.endWithout(glance);
    board.log();
    Stalls still = ages.of(Duration.ofNanos(1));
    Stalls stuck = ages.of(stuckAfter).forLocks();
    Stalls suspects = still.inCycles().and(still.pinned()).and(still.onCarriers()).and(stuck);
    boolean isNew = !suspects.notIn(seen).isEmpty() || !stuck.notIn(seenStuck).isEmpty();
    boolean isAgain =
        now - lookedAt >= AGAIN.toNanos() && (board.needsLook() || !suspects.isEmpty());
    if ((isNew || isAgain) && now - lookedAt >= pause) {
      look(suspects, stuck);
    }
  }

  private void look(Stalls suspects, Stalls stuck) throws LookException, InterruptedException {
    long start = System.nanoTime();
    try {
      List<Finding> findings = jvm.look(apart, lasting(stuck).threads());
      // What the look has found may be newer than what it was taken for.
      board.found(findings, findings.isEmpty() ? suspects : suspects.and(jvm.glance()));
      seen = suspects;
      seenStuck = stuck;
      board.log();
    } finally {
      lookedAt = System.nanoTime();
      pause = SHARE * Math.max(0, lookedAt - start - apart.toNanos());
    }
  }

  /// Those that many glances in a short time show, too: two threads that take turns with a lock
  /// look the same at every other one.
  private Stalls lasting(Stalls stuck) throws InterruptedException {
    Stalls lasting = stuck;
    for (int i = 0; i < QUICK_GLANCES && !lasting.isEmpty(); i++) {
      Thread.sleep(apart.dividedBy(QUICK_GLANCES));
      lasting = lasting.in(jvm.glance());
    }
    return lasting;
  }
}

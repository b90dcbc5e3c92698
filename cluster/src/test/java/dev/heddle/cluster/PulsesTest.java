package dev.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/// A node is dead if it is silent while the judge hears well.
class PulsesTest {
  private static final Set<String> OWNERS = Set.of("me_1", "other_1");
  private static final long SECOND = 1_000_000_000L;

  private final Pulses pulses = new Pulses(0);

  /// Own pulses, two a second.
  private void hearsItself(long from, long to) {
    for (long now = from; now <= to; now += SECOND / 2) {
      pulses.came("me_1", true, now);
    }
  }

  @Test
  void aNodeThatIsSilentForLongIsDead() {
    pulses.came("other_1", false, 0);
    hearsItself(0, 3 * SECOND);
    assertThat(pulses.dead(OWNERS, 3 * SECOND)).isEmpty();
    hearsItself(3 * SECOND, 4 * SECOND);
    assertThat(pulses.dead(OWNERS, 4 * SECOND)).containsExactly("other_1");
  }

  @Test
  void aNodeOfWhichNothingWasHeardYetHasItsTime() {
    hearsItself(0, 10 * SECOND);
    assertThat(pulses.dead(OWNERS, 10 * SECOND)).isEmpty();
    hearsItself(10 * SECOND, 14 * SECOND);
    assertThat(pulses.dead(OWNERS, 14 * SECOND)).containsExactly("other_1");
  }

  @Test
  void aNodeThatDoesNotHearItselfJudgesNobody() {
    pulses.came("other_1", false, 0);
    assertThat(pulses.dead(OWNERS, 60 * SECOND)).isEmpty();
  }

  @Test
  void aNodeThatHearsAgainWaitsBeforeItJudges() {
    pulses.came("other_1", false, 0);
    hearsItself(30 * SECOND, 33 * SECOND);
    assertThat(pulses.dead(OWNERS, 33 * SECOND)).isEmpty();
    pulses.came("other_1", false, 33 * SECOND);
    hearsItself(33 * SECOND, 36 * SECOND);
    assertThat(pulses.dead(OWNERS, 36 * SECOND)).isEmpty();
  }

  @Test
  void pulsesThatComeAllAtOnceAreNoTime() {
    pulses.came("other_1", false, 0);
    for (int i = 0; i < 20; i++) {
      pulses.came("me_1", true, 10 * SECOND);
    }
    assertThat(pulses.dead(OWNERS, 10 * SECOND)).isEmpty();
  }
}

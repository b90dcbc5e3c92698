package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.eyes.Stalls.Stall;
import dev.heddle.probe.facts.StallKind;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which of the threads that a glance shows are worth a look.
class StallsTest {
  private static Stall stall(StallKind kind, long thread, long owner) {
    return new Stall(kind, thread, 7, owner);
  }

  private static Set<Long> inCycles(Stall... stalls) {
    return new Stalls(Set.of(stalls)).inCycles().threads();
  }

  @Test
  void threadsThatWaitForEachOtherMayBeDeadlocked() {
    assertThat(inCycles(stall(StallKind.LOCK, 1, 2), stall(StallKind.JOIN, 2, 1)))
        .containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void aThreadThatWaitsForOneThatRunsIsNotAndThoseThatWaitForItAreNot() {
    assertThat(inCycles(stall(StallKind.LOCK, 1, 2), stall(StallKind.TASK, 2, 3))).isEmpty();
  }

  @Test
  void aThreadAtAMonitorMayBeDeadlockedWhoeverSeemsToHaveIt() {
    assertThat(inCycles(stall(StallKind.MONITOR, 1, 9), stall(StallKind.LOCK, 2, 1)))
        .containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void aThreadThatWaitsForAPermitCountsOnlyIfAnotherWaitsForIt() {
    assertThat(inCycles(stall(StallKind.PERMIT, 1, 0))).isEmpty();
    assertThat(inCycles(stall(StallKind.PERMIT, 1, 0), stall(StallKind.LOCK, 2, 1)))
        .containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void onlyWaitsForWhatHasAnOwnerCanBeToldFromManyShortOnes() {
    var stalls =
        new Stalls(
            Set.of(
                stall(StallKind.LOCK, 1, 3),
                stall(StallKind.LOCK, 2, 0),
                stall(StallKind.MONITOR, 4, 0),
                stall(StallKind.MONITOR, 5, 3)));
    assertThat(stalls.forLocks().threads()).containsExactlyInAnyOrder(1L, 5L);
  }

  @Test
  void threadsOnCarriersCountOnlyIfOthersCouldRun() {
    Stall busy = stall(StallKind.MOUNTED, 1, 0);
    assertThat(new Stalls(Set.of(busy)).onCarriers().isEmpty()).isTrue();
    assertThat(new Stalls(Set.of(busy, stall(StallKind.READY, 2, 0))).onCarriers().threads())
        .containsExactly(1L);
  }

  @Test
  void aStallIsAsOldAsTheFirstOfTheGlancesThatAllShowIt() {
    var ages = new StallAges();
    var both = new Stalls(Set.of(stall(StallKind.LOCK, 1, 3), stall(StallKind.LOCK, 2, 3)));
    ages.add(both, 0);
    ages.add(new Stalls(Set.of(stall(StallKind.LOCK, 1, 3))), 10);
    ages.add(both, 20);
    assertThat(ages.of(Duration.ofNanos(20)).threads()).containsExactly(1L);
    assertThat(ages.of(Duration.ofNanos(21)).isEmpty()).isTrue();
    assertThat(ages.of(Duration.ZERO).threads()).containsExactlyInAnyOrder(1L, 2L);
  }
}

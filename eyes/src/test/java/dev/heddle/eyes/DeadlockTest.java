package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.probe.facts.WaitKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Cycles among waits, of which those for a task in a pool's queue end when any of the pool's
/// threads can continue.
class DeadlockTest {
  private final Map<Long, ThreadView> threads = new LinkedHashMap<>();

  private void thread(long id, WaitKind kind, Long... owners) {
    var wait = new Wait(kind, kind + "@" + id, "", List.of(owners));
    threads.put(
        id, new ThreadView(id, "", false, ThreadStatus.WAITING, List.of(), wait, 0, 0, -1, -1));
  }

  @Test
  void aPoolIsStuckIfAllItsThreadsAre() {
    thread(1, WaitKind.QUEUED, 1L, 2L);
    thread(2, WaitKind.LOCK, 3L);
    thread(3, WaitKind.QUEUED, 1L, 2L);
    assertThat(Deadlock.among(threads))
        .singleElement()
        .satisfies(deadlock -> assertThat(deadlock.ids()).containsExactlyInAnyOrder(1L, 2L, 3L));
  }

  @Test
  void aPoolIsNotStuckIfOneOfItsThreadsGoesOn() {
    thread(1, WaitKind.QUEUED, 1L, 2L);
    thread(2, WaitKind.LATCH);
    thread(3, WaitKind.QUEUED, 1L, 2L);
    assertThat(Deadlock.among(threads)).isEmpty();
  }

  @Test
  void whatKeepsAThreadOfThePoolBelongsToTheDeadlock() {
    thread(1, WaitKind.QUEUED, 1L, 2L);
    thread(2, WaitKind.LOCK, 3L);
    thread(3, WaitKind.LOCK, 4L);
    thread(4, WaitKind.LOCK, 3L);
    assertThat(Deadlock.among(threads))
        .singleElement()
        .satisfies(
            deadlock -> assertThat(deadlock.ids()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L));
  }

  @Test
  void aCarrierIsFreeOnceTheThreadThatKeptItHasLeftIt() {
    carried(1, WaitKind.CARRIER, 0, 2L);
    carried(2, WaitKind.LOCK, 9, 1L);
    assertThat(Deadlock.among(threads)).hasSize(1);
    carried(2, WaitKind.LOCK, 0, 1L);
    assertThat(Deadlock.among(threads)).isEmpty();
  }

  private void carried(long id, WaitKind kind, long carrier, Long... owners) {
    var wait = new Wait(kind, kind + "@" + id, "", List.of(owners));
    ThreadStatus status = kind == WaitKind.CARRIER ? ThreadStatus.READY : ThreadStatus.WAITING;
    threads.put(id, new ThreadView(id, "", true, status, List.of(), wait, carrier, 0, -1, -1));
  }

  @Test
  void aReaderWhoNeverGivesUpIsEnough() {
    thread(1, WaitKind.READ_WRITE_LOCK, 5L, 2L);
    thread(2, WaitKind.LOCK, 1L);
    assertThat(Deadlock.among(threads))
        .singleElement()
        .satisfies(deadlock -> assertThat(deadlock.ids()).containsExactlyInAnyOrder(1L, 2L));
  }

  @Test
  void aReaderBehindAWriterWhoGivesUpIsNotStuck() {
    reader(1, "ReadLock", ThreadStatus.WAITING, 2L);
    thread(2, WaitKind.TASK, 1L);
    assertThat(Deadlock.among(threads)).hasSize(1);
    reader(3, "WriteLock", ThreadStatus.TIMED_WAITING, 2L);
    assertThat(Deadlock.among(threads)).isEmpty();
  }

  @Test
  void aWriterBehindAWriterWhoGivesUpIsStuck() {
    reader(1, "WriteLock", ThreadStatus.WAITING, 2L);
    thread(2, WaitKind.TASK, 1L);
    reader(3, "WriteLock", ThreadStatus.TIMED_WAITING, 2L);
    assertThat(Deadlock.among(threads)).hasSize(1);
  }

  @Test
  void aThreadThatCouldRunIsStuckIfAllCarriersAreKept() {
    thread(1, WaitKind.LOCK, 3L);
    thread(2, WaitKind.LOCK, 3L);
    ready(3, WaitKind.CARRIER, 1L, 2L);
    assertThat(Deadlock.among(threads))
        .singleElement()
        .satisfies(deadlock -> assertThat(deadlock.ids()).containsExactlyInAnyOrder(1L, 2L, 3L));
  }

  @Test
  void aThreadThatCouldRunIsNotStuckIfACarrierIsGivenUp() {
    thread(1, WaitKind.LOCK, 3L);
    thread(2, WaitKind.LATCH);
    ready(3, WaitKind.CARRIER, 1L, 2L);
    assertThat(Deadlock.among(threads)).isEmpty();
  }

  @Test
  void aThreadThatHasBeenWokenWaitsForNothingButItsCarrier() {
    ready(1, WaitKind.LOCK, 2L);
    thread(2, WaitKind.LOCK, 1L);
    assertThat(Deadlock.among(threads)).isEmpty();
  }

  @Test
  void theFirstInLineForAFreeLockDoesNotWaitForItself() {
    thread(1, WaitKind.TURN, 1L);
    thread(2, WaitKind.TURN, 1L);
    assertThat(Deadlock.among(threads)).isEmpty();
  }

  @Test
  void thoseBehindTheFirstInLineAreStuckIfThatOneIs() {
    thread(1, WaitKind.TURN, 2L);
    ready(2, WaitKind.CARRIER, 1L);
    assertThat(Deadlock.among(threads))
        .singleElement()
        .satisfies(deadlock -> assertThat(deadlock.ids()).containsExactlyInAnyOrder(1L, 2L));
  }

  @Test
  void aMonitorThatOneOfSomeMayHoldKeepsAThreadOnlyIfAllOfThemAreStuck() {
    thread(1, WaitKind.MONITOR_OF_ONE, 2L, 3L);
    thread(2, WaitKind.MONITOR_OF_ONE, 1L, 3L);
    thread(3, WaitKind.LATCH);
    assertThat(Deadlock.among(threads)).isEmpty();
    thread(3, WaitKind.LOCK, 2L);
    assertThat(Deadlock.among(threads)).hasSize(1);
  }

  @Test
  void threadsThatMayWaitForThoseOfAnotherDeadlockAreNamed() {
    thread(1, WaitKind.LOCK, 2L);
    thread(2, WaitKind.LOCK, 1L);
    thread(3, WaitKind.MONITOR_OF_ONE, 4L, 1L);
    thread(4, WaitKind.MONITOR_OF_ONE, 3L, 1L);
    assertThat(Deadlock.among(threads))
        .extracting(Deadlock::ids)
        .containsExactlyInAnyOrder(Set.of(1L, 2L), Set.of(3L, 4L));
  }

  private void ready(long id, WaitKind kind, Long... owners) {
    thread(id, kind, owners);
    ThreadView one = threads.get(id);
    threads.put(
        id,
        new ThreadView(id, "", true, ThreadStatus.READY, List.of(), one.waitsFor(), 0, 0, -1, -1));
  }

  /// Waits for the one lock, which another thread reads.
  private void reader(long id, String part, ThreadStatus status, long owner) {
    var wait = new Wait(WaitKind.READ_WRITE_LOCK, "lock@1", "1 read hold", List.of(owner));
    String type = "java.util.concurrent.locks.ReentrantReadWriteLock$" + part;
    var stack = List.of(new StackTraceElement(type, "lock", "", 1));
    threads.put(id, new ThreadView(id, "", false, status, stack, wait, 0, 0, -1, -1));
  }

  @Test
  void aLargePoolThatWaitsForItsQueueIsOneDeadlock() {
    Long[] pool = LongStream.range(0, 500).boxed().toArray(Long[]::new);
    for (long id : pool) {
      thread(id, WaitKind.QUEUED, pool);
    }
    assertThat(Deadlock.among(threads))
        .singleElement()
        .satisfies(deadlock -> assertThat(deadlock.threads()).hasSize(500));
  }
}

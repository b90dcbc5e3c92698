package dev.heddle.lab.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.lab.Lab;
import dev.heddle.lab.Scene;
import dev.heddle.lab.record.Recorder;
import dev.heddle.lab.record.Recording;
import dev.heddle.lab.record.ThreadKind;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What each pattern claims, on both kinds of threads.
class PatternsTest {

  @FunctionalInterface
  interface Play<T> {
    T run(Lab lab) throws Exception;
  }

  private static <T> T play(ThreadKind kind, Play<T> play) throws Exception {
    var result = new AtomicReference<T>();
    record(kind, lab -> result.set(play.run(lab)));
    return result.get();
  }

  private static long count(ThreadKind kind, Play<? extends Number> play) throws Exception {
    return PatternsTest.<Number>play(kind, play::run).longValue();
  }

  private static List<Integer> numbers(ThreadKind kind, Play<List<Integer>> play) throws Exception {
    return play(kind, play);
  }

  private static Recording record(ThreadKind kind, Scene.Play play) throws Exception {
    return new Recorder(kind, 1, note -> {}).play(new Scene("", play));
  }

  @Test
  void threadsShareACounterAndProcessesSendTheirs() throws Exception {
    for (ThreadKind kind : ThreadKind.values()) {
      assertThat(count(kind, lab -> Processes.threads(lab, 3, 100))).isEqualTo(300);
    }
    Recording recording =
        record(
            ThreadKind.PLATFORM,
            lab -> assertThat(Processes.processes(lab, 2, 100)).isEqualTo(200));
    assertThat(recording.conclusions().getFirst())
        .matches("2 processes, \\d+ ms: our counter is 0, they sent 200");
  }

  @Test
  void allTasksAreDoneHoweverManyWorkersThereAre() throws Exception {
    int primes = 6057; // below 60,000
    for (ThreadKind kind : ThreadKind.values()) {
      assertThat(numbers(kind, lab -> SpeedUp.run(lab, 4, 3)))
          .containsExactly(0, 0, 0, 4 * primes, 4 * primes, 4 * primes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock", "conditions", "semaphores", "queue"})
  void whatProducersPutConsumersTakeExactlyOnce(String buffer) throws Exception {
    for (ThreadKind kind : ThreadKind.values()) {
      Recording recording =
          record(
              kind,
              lab -> {
                var taken =
                    ProducerConsumer.run(lab, ProducerConsumer.buffer(lab, buffer, 2), 4, 3, 5);
                assertThat(taken)
                    .hasSize(20)
                    .allSatisfy((item, times) -> assertThat(times).isOne());
              });
      assertThat(recording.conclusions())
          .containsExactly("put 20 items, sum 210; took 20, sum 210: nothing lost, nothing twice");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock", "conditions", "semaphores"})
  void aBufferNeverHoldsMoreThanItsCapacity(String buffer) throws Exception {
    Recording recording =
        record(
            ThreadKind.VIRTUAL,
            lab -> ProducerConsumer.run(lab, ProducerConsumer.buffer(lab, buffer, 2), 4, 2, 5));
    assertThat(recording.gauges().getFirst().most()).isLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(ReadWriteGate.Policy.class)
  void noWriterIsInsideTogetherWithAnotherThread(ReadWriteGate.Policy policy) throws Exception {
    int collisions =
        play(
            ThreadKind.VIRTUAL,
            lab -> {
              var run = new ReadersWriters(lab, new ReadWriteGate(lab, policy), 200);
              run.play(4, 2);
              return run.collisions();
            });
    assertThat(collisions).isZero();
  }

  @Test
  void aReaderPassesAWaitingWriterOnlyIfReadersGoFirst() throws Exception {
    for (ReadWriteGate.Policy policy : ReadWriteGate.Policy.values()) {
      assertThat(
              (Boolean)
                  PatternsTest.<Boolean>play(
                      ThreadKind.VIRTUAL, lab -> readerPassesWriter(lab, policy)))
          .as(policy.name())
          .isEqualTo(policy == ReadWriteGate.Policy.READERS);
    }
  }

  private static boolean readerPassesWriter(Lab lab, ReadWriteGate.Policy policy)
      throws InterruptedException {
    var gate = new ReadWriteGate(lab, policy);
    var second = new CountDownLatch(1);
    gate.enterToRead();
    Lab.Started writer =
        lab.start(
            "writer",
            () -> {
              gate.enterToWrite();
              gate.leaveFromWriting();
            });
    awaitWaiting(lab, gate, 1);
    lab.start(
        "reader",
        () -> {
          gate.enterToRead();
          second.countDown();
          gate.leaveFromReading();
        });
    while (second.getCount() > 0 && gate.waiting() < 2) {
      lab.sleep(1);
    }
    boolean passed = second.getCount() == 0;
    gate.leaveFromReading();
    writer.join();
    lab.awaitAll();
    return passed;
  }

  private static void awaitWaiting(Lab lab, ReadWriteGate gate, int count)
      throws InterruptedException {
    while (gate.waiting() < count) {
      lab.sleep(1);
    }
  }

  @Test
  void aBareCounterLosesUpdatesAndTheOthersLoseNone() throws Exception {
    for (ThreadKind kind : ThreadKind.values()) {
      assertThat(count(kind, lab -> Counter.play(lab, new Counter.Bare(lab), 4, 5000)))
          .isPositive();
      assertThat(count(kind, lab -> Counter.play(lab, new Counter.Locked(lab), 4, 5000))).isZero();
      assertThat(count(kind, lab -> Counter.play(lab, new Counter.Atomic(), 4, 5000))).isZero();
      assertThat(count(kind, lab -> Counter.play(lab, new Counter.Confined(lab), 4, 5000)))
          .isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(ThreadKind.class)
  void aDeadlockIsFoundAndNamed(ThreadKind kind) throws Exception {
    Recording recording = record(kind, lab -> Deadlocks.play(lab, Deadlocks::firstMineThenYours));
    assertThat(recording.deadlocks())
        .containsExactly(
            "ann holds account 1 and waits for account 2, held by bob;"
                + " bob holds account 2 and waits for account 1, held by ann");
    assertThat(recording.conclusions().getFirst()).endsWith("sum: 200");
  }

  @ParameterizedTest
  @EnumSource(ThreadKind.class)
  void anOrderOfLocksOrATimeLimitOrOneLockPreventsTheDeadlock(ThreadKind kind) throws Exception {
    List<Scene.Play> plays =
        List.of(
            lab -> Deadlocks.play(lab, Deadlocks::inOrder),
            lab -> Deadlocks.play(lab, Deadlocks::trying),
            lab -> Deadlocks.play(lab, Deadlocks.oneLock(lab)));
    for (Scene.Play play : plays) {
      Recording recording = record(kind, play);
      assertThat(recording.deadlocks()).isEmpty();
      assertThat(recording.conclusions())
          .containsExactly("account 1: 100, account 2: 100, sum: 200");
    }
  }

  @Test
  void philosophersStarveUnlessTheCycleIsBroken() throws Exception {
    Recording starved = record(ThreadKind.VIRTUAL, lab -> new Philosophers(lab, 3, 50).leftFirst());
    assertThat(starved.deadlocks()).hasSize(1);
    assertThat(starved.deadlocks().getFirst())
        .contains("philosopher 1 holds fork 1 and waits for fork 2, held by philosopher 2");
    assertThat(count(ThreadKind.VIRTUAL, lab -> new Philosophers(lab, 5, 2).inOrder()))
        .isEqualTo(10);
    assertThat(count(ThreadKind.VIRTUAL, lab -> new Philosophers(lab, 5, 2).withWaiter()))
        .isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(ThreadKind.class)
  void turnsGoRoundTheRingInOrder(ThreadKind kind) throws Exception {
    assertThat(numbers(kind, lab -> TurnTaking.run(lab, 4, 3)))
        .isEqualTo(IntStream.range(0, 12).map(i -> i % 4 + 1).boxed().toList());
  }

  @Test
  void noThreadBeginsAPhaseBeforeAllHaveFinishedThePreviousOne() throws Exception {
    assertThat(count(ThreadKind.VIRTUAL, lab -> Barrier.run(lab, 5, 2))).isZero();
  }

  @Test
  void anEventWakesAllWaitingThreads() throws Exception {
    assertThat(count(ThreadKind.VIRTUAL, lab -> Events.told(lab, 5))).isEqualTo(5);
    assertThat(count(ThreadKind.VIRTUAL, lab -> Events.asking(lab, 5))).isGreaterThan(5);
  }

  @Test
  void aClearedEventBlocksUntilItIsSetAgain() throws Exception {
    Recording recording =
        record(
            ThreadKind.VIRTUAL,
            lab -> {
              var event = new ResettableEvent(lab, "e");
              event.set();
              event.await();
              event.clear();
              lab.start(
                  "late",
                  () -> {
                    event.await();
                    lab.note("passes");
                  });
              lab.note("sets");
              event.set();
              lab.awaitAll();
            });
    assertThat(recording.notes()).extracting("event").containsExactly("sets", "passes");
  }

  @Test
  void udpLosesWhatThePathLosesAndNothingElse() throws Exception {
    List<Integer> none = play(ThreadKind.VIRTUAL, lab -> TcpVsUdp.udp(lab, 50, 0, 0));
    assertThat(none).isEqualTo(IntStream.rangeClosed(1, 50).boxed().toList());
    List<Integer> some = play(ThreadKind.VIRTUAL, lab -> TcpVsUdp.udp(lab, 200, 30, 30));
    assertThat(some).hasSizeLessThan(200).doesNotHaveDuplicates();
    assertThat(Numbered.outOfOrder(some)).isPositive();
  }

  @Test
  void repeatingWhatIsNotAcknowledgedDeliversAllInOrder() throws Exception {
    assertThat(numbers(ThreadKind.VIRTUAL, lab -> Repeating.run(lab, 60, 30, 30)))
        .isEqualTo(IntStream.rangeClosed(1, 60).boxed().toList());
  }

  @Test
  void tcpDeliversAllInOrder() throws Exception {
    assertThat(count(ThreadKind.VIRTUAL, lab -> TcpVsUdp.tcp(lab, 100))).isEqualTo(100);
  }

  @Test
  void aStuckMemberDelaysTheOthersUnderALockAndNotWithOutboxes() throws Exception {
    Waits locked =
        play(
            ThreadKind.VIRTUAL,
            lab -> SlowConsumer.play(lab, new SlowConsumer.UnderLock(lab), 2, 100));
    assertThat(locked.count()).isEqualTo(200); // nothing is lost, only late
    Recording boxes =
        record(
            ThreadKind.VIRTUAL, lab -> SlowConsumer.play(lab, new SlowConsumer.Outboxes(), 2, 100));
    assertThat(boxes.notes())
        .anyMatch(note -> note.event().startsWith("was disconnected"))
        .noneMatch(note -> note.event().startsWith("has read all"));
  }

  @Test
  void aBlockedLoopLetsTheOthersWaitForAWholeComputation() throws Exception {
    Waits blocked = play(ThreadKind.VIRTUAL, lab -> BlockTheLoop.onLoop(lab, 2, 100));
    assertThat(blocked.longest()).isGreaterThan(50_000_000);
    Waits free = play(ThreadKind.VIRTUAL, lab -> BlockTheLoop.handedOver(lab, 2, 50));
    assertThat(free.count()).isPositive();
  }

  @Test
  void connectionsDoubleUntilAnEngineGivesUp() throws Exception {
    List<Integer> steps = play(ThreadKind.PLATFORM, lab -> ManyConnections.run(lab, 10, 40));
    assertThat(steps).containsExactly(0, 3, 3, 3, 3); // blocking serves one at a time
  }

  @Test
  void sleepingThreadsSleepAtTheSameTime() throws Exception {
    Recording recording = record(ThreadKind.VIRTUAL, lab -> Sleep.run(lab, 10, 1));
    assertThat(recording.tracks()).hasSize(10);
    assertThat(recording.notes()).hasSize(10);
  }
}

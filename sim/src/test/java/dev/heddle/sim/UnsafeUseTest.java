package dev.heddle.sim;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.sim.example.Shelves;
import dev.heddle.sim.runs.UnsafeUse;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Collections, formats and the like that are not made for several threads, and threads that use
/// them nevertheless.
class UnsafeUseTest {
  /// One of two threads.
  private interface Work {
    void on(Shelves shelves) throws Exception;
  }

  private static Simulation both(Work one, Work two) {
    return Simulation.of(
            world -> {
              var shelves = new Shelves();
              Thread first = world.run("one", () -> one.on(shelves));
              Thread second = world.run("two", () -> two.on(shelves));
              first.join();
              second.join();
            })
        .seeds(300);
  }

  private static String failureOf(Work one, Work two) {
    Throwable cause = requireNonNull(both(one, two).run().failure()).cause();
    assertThat(cause).isInstanceOf(UnsafeUse.class);
    return String.valueOf(cause.getMessage());
  }

  @Test
  void twoThreadsThatChangeOneMapAtOnceAreNamedWithTheirLines() {
    assertThat(failureOf(shelves -> shelves.count("a"), shelves -> shelves.count("b")))
        .contains(
            "one HashMap", "one (#", "two (#", "calls Map.merge at Shelves.count(Shelves.java");
  }

  @Test
  void oneThatReadsWhileAnotherChangesIsNamed() {
    assertThat(failureOf(shelves -> shelves.count("a"), shelves -> shelves.of("a")))
        .contains("calls Map.merge", "calls Map.getOrDefault");
  }

  @Test
  void callsWithLongArgumentsAreSeenToo() {
    assertThat(failureOf(shelves -> shelves.add(7L), shelves -> shelves.has(7L)))
        .contains("one ArrayList", "calls List.");
  }

  @Test
  void twoThreadsInOneFormatAreNamedThoughNeitherSeemsToChangeIt() {
    assertThat(failureOf(shelves -> shelves.dated(0), shelves -> shelves.dated(1)))
        .contains("one SimpleDateFormat", "calls DateFormat.format at Shelves.dated(Shelves.java");
  }

  @Test
  void twoThreadsInOneDigestAreNamed() {
    assertThat(failureOf(shelves -> shelves.sum(new byte[1]), shelves -> shelves.sum(new byte[2])))
        .contains("calls MessageDigest.digest at Shelves.sum(Shelves.java");
  }

  @Test
  void threadsThatReadOnlyAreNoFailure() {
    both(shelves -> shelves.of("a"), shelves -> shelves.of("b")).run().requireSuccess();
  }

  @Test
  void aLockAroundEachUseKeepsThemApart() {
    both(
            shelves -> {
              shelves.countLocked("a");
              shelves.ofLocked("b");
            },
            shelves -> {
              shelves.countLocked("b");
              shelves.ofLocked("a");
            })
        .run()
        .requireSuccess();
  }

  @Test
  void aClassOfOnesOwnMayLockInItsMethods() {
    both(shelves -> shelves.putInLocked("a"), shelves -> shelves.putInLocked("b"))
        .run()
        .requireSuccess();
  }

  @Test
  void whatIsHandedOverFromThreadToThreadIsNoFailure() {
    Simulation.of(
            world -> {
              var shelves = new Shelves();
              var ready = new CountDownLatch(1);
              Thread first =
                  world.run(
                      "one",
                      () -> {
                        shelves.count("a");
                        ready.countDown();
                      });
              ready.await();
              shelves.count("b");
              first.join();
            })
        .seeds(300)
        .run()
        .requireSuccess();
  }

  @Test
  void aConditionOfTheTestMayLook() {
    Simulation.of(
            world -> {
              var shelves = new Shelves();
              world.never(() -> shelves.has(3));
              world.run(
                  "one",
                  () -> {
                    shelves.add(1);
                    shelves.add(2);
                  });
              world.eventually(() -> shelves.size() == 2);
            })
        .seeds(300)
        .run()
        .requireSuccess();
  }

  @Test
  void itsReplayFailsAlike() {
    Report report = both(shelves -> shelves.count("a"), shelves -> shelves.count("b")).run();
    assertThatExceptionOfType(SimulationFailedError.class)
        .isThrownBy(() ->
            both(shelves -> shelves.count("a"), shelves -> shelves.count("b"))
                .replay(requireNonNull(report.failure()).plan())
                .requireSuccess())
        .withMessageContaining("UnsafeUse");
  }
}

package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.example.Mistakes;
import dev.heddle.sim.scheduler.RunListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShrinkTest {
  @ParameterizedTest
  @EnumSource
  void aFailureIsReducedToAFewSwitches(Mistakes mistake) {
    Simulation simulation = Simulation.of(world -> mistake.run()).seeds(20_000);

    Failure failure = simulation.run().failure();

    assertThat(failure.switches()).isBetween(0, 5);
    Failure again = simulation.replay(Plan.parse(failure.shrunk().toString())).failure();
    assertThat(again).isNotNull();
    assertThat(again.cause()).hasSameClassAs(failure.cause());
  }

  /// Each of two threads does ten times what another one may come between.
  private static List<String> addTwenty(int[] counter) throws InterruptedException {
    List<String> log = Collections.synchronizedList(new ArrayList<>());
    Thread[] threads = new Thread[2];
    for (int i = 0; i < threads.length; i++) {
      String name = "thread " + i;
      threads[i] =
          Thread.ofVirtual()
              .start(() -> {
                for (int j = 0; j < 10; j++) {
                  log.add(name);
                  counter[0]++;
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return log;
  }

  private static boolean isInTurn(List<String> log) {
    return log.subList(0, 10).stream().distinct().count() == 1;
  }

  /// The second condition fails without preemption, which the shortest run would be.
  private static void failsAtAnotherLineWithoutPreemption(World world) throws InterruptedException {
    int[] counter = new int[1];
    List<String> log = addTwenty(counter);
    assertThat(counter[0]).isEqualTo(20);
    assertThat(isInTurn(log) ? 1 : 0).isEqualTo(0);
  }

  private static void forbidsAnotherThingWithoutPreemption(World world)
      throws InterruptedException {
    int[] counter = {20};
    boolean[] inTurn = new boolean[1];
    world.never(() -> counter[0] != 20);
    world.never(() -> inTurn[0]);
    int[] result = new int[1];
    List<String> log = addTwenty(result);
    counter[0] = result[0];
    inTurn[0] = result[0] == 20 && isInTurn(log);
  }

  private static void waitsElsewhereWithoutPreemption(World world) throws InterruptedException {
    int[] counter = new int[1];
    List<String> log = addTwenty(counter);
    if (counter[0] != 20) {
      new CountDownLatch(1).await();
    } else if (isInTurn(log)) {
      new Semaphore(0).acquire();
    }
  }

  private static void assertShortestFailsAlike(World.Body body, Consumer<Throwable> looks) {
    Simulation simulation = Simulation.of(body).strategy(Strategy.walk());

    Failure failure = simulation.run().failure();

    looks.accept(failure.cause());
    Failure again = simulation.replay(failure.shortest()).failure();
    assertThat(again).isNotNull();
    looks.accept(again.cause());
    assertThat(line(again.cause())).isEqualTo(line(failure.cause()));
    assertThat(failure.switches()).isPositive();
  }

  private static String line(Throwable failure) {
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (frame.getClassName().equals(ShrinkTest.class.getName())) {
        return frame.toString();
      }
    }
    return "";
  }

  @Test
  void anAssertionElsewhereIsAnotherFailure() {
    assertShortestFailsAlike(
        ShrinkTest::failsAtAnotherLineWithoutPreemption,
        cause -> assertThat(cause).hasMessageContaining("expected: 20"));
  }

  @Test
  void anotherThingThatIsForbiddenIsAnotherFailure() {
    assertShortestFailsAlike(
        ShrinkTest::forbidsAnotherThingWithoutPreemption,
        cause -> assertThat(cause).hasMessageContaining("must never be true"));
  }

  @Test
  void threadsThatWaitElsewhereAreAnotherFailure() {
    assertShortestFailsAlike(
        ShrinkTest::waitsElsewhereWithoutPreemption,
        cause -> assertThat(cause).hasMessageContaining("CountDownLatch.await"));
  }

  @Test
  void theReportHasTheValuesOfTheShorterRun() {
    World.Body body =
        world -> {
          int[] counter = new int[1];
          addTwenty(counter);
          if (counter[0] != 20) {
            throw new IllegalStateException("the sum is " + counter[0]);
          }
        };

    Failure failure = Simulation.of(body).strategy(Strategy.walk()).run().failure();

    assertThat(failure).isNotNull();
    Throwable first = RunResult.of(body, failure.plan(), RunListener.NONE).failure();
    Throwable shorter = RunResult.of(body, failure.shortest(), RunListener.NONE).failure();
    assertThat(shorter).isNotNull();
    assertThat(shorter.getMessage()).isNotEqualTo(first.getMessage());
    assertThat(failure.cause()).hasMessage(shorter.getMessage());
    assertThat(failure.toString()).doesNotContain(first.getMessage());
    assertThat(failure.story()).endsWith(shorter.getMessage());
    assertThat(failure.page()).contains(shorter.getMessage());
  }
}

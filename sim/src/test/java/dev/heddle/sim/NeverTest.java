package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What must never be true is looked at for as long as a world lasts.
class NeverTest {
  private static final String TRUE = "what must never be true has become true";

  private static void assertFails(World.Body body) {
    for (long seed = 1; seed <= 20; seed++) {
      Failure failure = Simulation.of(body).from(seed).seeds(1).run().failure();
      assertThat(failure).as("seed " + seed).isNotNull();
      assertThat(failure.cause()).hasMessage(TRUE);
    }
  }

  @Test
  void aHostThatForbidsAndCrashesDoesNotEndTheWatch() {
    assertFails(world -> {
      var leaders = new AtomicInteger();
      Host host = world.host("a");
      host.onBoot(() -> world.never(() -> leaders.get() > 1));
      Thread.sleep(5);
      host.crash();
      leaders.set(2);
      Thread.sleep(1000);
      leaders.set(0);
    });
  }

  @Test
  void theMainHostMayCrashAsWell() {
    assertFails(world -> {
      var leaders = new AtomicInteger();
      Host host = world.host("main");
      host.run(() -> world.never(() -> leaders.get() > 1)).join();
      host.crash();
      leaders.set(2);
      Thread.sleep(1000);
      leaders.set(0);
    });
  }

  @Test
  void whatHappensLastIsSeen() {
    assertFails(world -> {
      var number = new AtomicInteger();
      world.never(() -> number.get() > 1);
      world.run("late", () -> number.set(2));
    });
  }

  @Test
  void whatIsForbiddenLastIsSeen() {
    assertFails(world -> {
      var number = new AtomicInteger(2);
      world.run("late", () -> world.never(() -> number.get() > 1));
    });
  }

  @Test
  void theFailureTellsWhereItsConditionWasForbidden() {
    Failure failure =
        Simulation.of(
                world -> {
                  world.never(() -> false);
                  forbidTrue(world);
                })
            .seeds(1)
            .run()
            .failure();

    assertThat(failure.cause().getStackTrace())
        .anySatisfy(frame -> assertThat(frame.getMethodName()).isEqualTo("forbidTrue"));
  }

  private static void forbidTrue(World world) {
    world.never(() -> true);
  }

  @Test
  void aConditionThatNeverHoldsLetsTheWorldEnd() {
    Simulation.of(
            world -> {
              var number = new AtomicInteger();
              world.never(() -> number.get() > 1);
              world.run("late", () -> number.set(1));
            })
        .seeds(100)
        .run()
        .requireSuccess();
  }
}

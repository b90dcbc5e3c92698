package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.example.Mistakes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HeldRunTest {
  private final Simulation simulation =
      Simulation.of(world -> Mistakes.LOST_UPDATE.run()).seeds(20_000);

  @Test
  void aRunStandsStillBeforeEachStepOfItsStoryAndStaysTheSame() {
    Failure failure = simulation.run().failure();
    Report unheld = simulation.replay(failure.shortest());

    for (Step step : failure.steps()) {
      List<Step> held = new ArrayList<>();
      Report report = simulation.replay(failure.shortest(), step.number(), held::add);

      assertThat(held).hasSize(1);
      assertThat(held.getFirst().number()).isEqualTo(step.number());
      assertThat(held.getFirst().thread()).isEqualTo(step.thread());
      assertThat(held.getFirst().at()).isEqualTo(step.at());
      assertThat(held.getFirst().actions()).hasSize(1);
      assertThat(report.digest()).isEqualTo(unheld.digest());
      assertThat(report.failure().steps()).isEqualTo(failure.steps());
    }
  }

  @Test
  void theThreadThatRunsTheWorldWaitsMeanwhile() {
    Thread runs = Thread.currentThread();
    var outside = new AtomicReference<Thread>();

    simulation.replay(
        Plan.parse("seed=1"),
        1,
        step -> {
          outside.set(Thread.currentThread());
          while (runs.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
          }
        });

    assertThat(outside.get()).isNotNull();
    assertThat(outside.get().isVirtual()).isFalse();
  }

  @Test
  void whatIsStartedMeanwhileTakesNothingFromTheWorld() {
    List<Long> ids = new ArrayList<>();
    Simulation numbers =
        Simulation.of(world -> {
          ids.add(0L); // the first step
          ids.add(new Thread(() -> {}).threadId());
        });

    numbers.replay(Plan.parse("seed=1"));
    long unheld = ids.getLast();
    numbers.replay(Plan.parse("seed=1"), 1, step -> new Thread(() -> {}).start());

    assertThat(ids.getLast()).isEqualTo(unheld);
  }

  @Test
  void aRunWithFewerStepsIsNotHeld() {
    List<Step> held = new ArrayList<>();

    simulation.replay(Plan.parse("seed=1"), 1_000_000, held::add);

    assertThat(held).isEmpty();
  }
}

package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.example.Mistakes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedObserverTest {

  /// Ends a simulation after three seeds, or after a failure.
  private static final class Ends implements SeedObserver {
    private final List<String> seen = new ArrayList<>();

    @Override
    public boolean isOver() {
      return seen.size() >= 3 || seen.contains("failed");
    }

    @Override
    public void ran(long done, long all) {
      seen.add(done + " of " + all);
    }

    @Override
    public void failed(Plan plan) {
      seen.add("failed");
    }
  }

  @Test
  void anObserverSeesEachSeedAndEndsTheSimulation() {
    var ends = new Ends();

    Report report = Simulation.of(world -> {}).seeds(10).observer(ends).run();

    assertThat(report.seeds()).isEqualTo(3);
    assertThat(report.failure()).isNull();
    assertThat(ends.seen).containsExactly("1 of 10", "2 of 10", "3 of 10");
  }

  @Test
  void aFailureIsReportedAlsoIfItIsNotToBeReduced() {
    var simulation = Simulation.of(world -> Mistakes.LOST_UPDATE.run()).seeds(20_000);
    Plan plan = simulation.run().failure().plan();

    Failure failure = simulation.observer(new Ends()).replay(plan).failure();

    assertThat(failure.plan()).isEqualTo(plan);
    assertThat(failure.steps()).isNotEmpty();
  }
}

package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.heddle.sim.example.Mistakes;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class SimulatedTest {
  /// Run by the tests below, and by nothing else.
  static class Examples {
    private int runs;

    @Simulated(seeds = 30)
    void eachWorldHasAnInstanceOfItsOwn(World world) {
      assertThat(++runs).isEqualTo(1);
    }

    @Simulated(seeds = 20_000)
    void anUpdateIsLost(World world) throws InterruptedException {
      Mistakes.LOST_UPDATE.run();
    }

    @Simulated(seed = 14)
    void oneSeed(World world) {
      assertThat(world.seed()).isEqualTo(14);
    }

    @Simulated
    void hasNoWorld() {}
  }

  private static Events run(String method) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(Examples.class, method))
        .execute()
        .allEvents();
  }

  @Test
  void eachWorldHasAnInstanceOfItsOwn() {
    run("eachWorldHasAnInstanceOfItsOwn(dev.heddle.sim.World)")
        .assertStatistics(events -> events.failed(0).succeeded(4));
  }

  @Test
  void aFailureHasItsPlanAndItsStory() {
    Events events = run("anUpdateIsLost(dev.heddle.sim.World)");
    Throwable failure =
        events.executions().failed().list().getFirst().getTerminationInfo()
            .getExecutionResult().getThrowable().orElseThrow();
    assertThat(failure)
        .isInstanceOf(SimulationFailedError.class)
        .hasMessageContaining("replay:  seed=")
        .hasMessageContaining("│ Runnable add = () -> value++;")
        .hasRootCauseMessage("an update is lost");
  }

  @Test
  void oneSeedIsRunAlone() {
    run("oneSeed(dev.heddle.sim.World)").assertStatistics(events -> events.failed(0));
  }

  @Test
  void aTestWithoutAWorldIsToldSo() {
    Events events = run("hasNoWorld()");
    assertThat(events.failed().count()).isPositive();
  }
}

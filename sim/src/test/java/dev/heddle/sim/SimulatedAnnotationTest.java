package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.heddle.sim.example.Mistakes;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class SimulatedAnnotationTest {
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
    void hasNoWorld(String other) {}
  }

  private static TestExecutionSummary run(String name) {
    Method method =
        Arrays.stream(Examples.class.getDeclaredMethods())
            .filter(each -> each.getName().equals(name))
            .findFirst()
            .orElseThrow();
    var summary = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(Examples.class, method))
                .build(),
            summary);
    return summary.getSummary();
  }

  @Test
  void eachWorldHasAnInstanceOfItsOwn() {
    TestExecutionSummary summary = run("eachWorldHasAnInstanceOfItsOwn");
    assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
    assertThat(summary.getTotalFailureCount()).isZero();
  }

  @Test
  void aFailureHasItsPlanAndItsStory() {
    Throwable failure = run("anUpdateIsLost").getFailures().getFirst().getException();
    assertThat(failure)
        .isInstanceOf(SimulationFailedError.class)
        .hasMessageContaining("replay:  seed=")
        .hasMessageContaining("│ Runnable add = () -> value++;")
        .hasRootCauseMessage("an update is lost");
  }

  @Test
  void oneSeedIsRunAlone() {
    TestExecutionSummary summary = run("oneSeed");
    assertThat(summary.getFailures())
        .extracting(failure -> failure.getException().toString())
        .isEmpty();
    assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
  }

  @Test
  void aTestWithoutAWorldIsToldSo() {
    assertThat(run("hasNoWorld").getFailures().getFirst().getException())
        .hasMessageContaining("one parameter, the World");
  }
}

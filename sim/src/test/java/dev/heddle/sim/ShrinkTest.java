package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.example.Mistakes;
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
}

package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.example.Mistakes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MistakesTest {
  @ParameterizedTest
  @EnumSource
  void aClassicMistakeIsFound(Mistakes mistake) {
    Report report = Simulation.of(world -> mistake.run()).seeds(20_000).run();

    assertThat(report.failure()).as(report.toString()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void aMistakeIsFoundAgainByItsPlan(Mistakes mistake) {
    Simulation simulation = Simulation.of(world -> mistake.run()).seeds(20_000);
    Failure found = simulation.run().failure();

    Failure again = simulation.replay(Plan.parse(found.plan().toString())).failure();

    assertThat(again).isNotNull();
    assertThat(again.cause()).hasMessage(found.cause().getMessage());
  }
}

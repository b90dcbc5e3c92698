package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.example.StaticValues;
import dev.heddle.sim.example.StaticValues.Ids;
import dev.heddle.sim.example.StaticValues.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each world finds static state as if its classes had just been loaded.
class StaticStateTest {
  @Simulated(seeds = 20)
  void aFinalTimeIsOfThisWorld(World world) throws InterruptedException {
    Thread.sleep(world.random().nextInt(500)); // so worlds use the class at different times
    long before = StaticValues.uptime();
    Thread.sleep(1000);
    assertThat(before).isBetween(0L, 1_000_000_000L);
    assertThat(StaticValues.uptime()).isGreaterThan(before);
  }

  @Test
  void finalValuesFollowFromTheSeed() {
    assertThat(valuesOf(3)).isEqualTo(valuesOf(3)).isNotEqualTo(valuesOf(4));
  }

  private static String valuesOf(long seed) {
    List<String> values = new ArrayList<>();
    Simulation.of(world -> values.add(StaticValues.values())).from(seed).seeds(1).run();
    return values.getLast();
  }

  @Simulated(seeds = 20)
  void anObjectInAnEnumBeginsAnew(World world) {
    assertThat(Ids.INSTANCE.take()).isZero();
    assertThat(Ids.INSTANCE.take()).isEqualTo(1);
  }

  @Simulated(seeds = 20)
  void anEnumsConstantsBeginAnewAndStayTheSameObjects(World world) {
    assertThat(Kind.PLAIN.use()).isEqualTo("one 1 false 1 1");
    assertThat(Kind.OWN.use()).isEqualTo("own 2 false 2 1 1 2");
    assertThat(Kind.OWN.use()).isEqualTo("own 4 true 3 2 2 4");
    assertThat(Kind.values()).containsExactly(Kind.PLAIN, Kind.OWN);
    assertThat(Kind.valueOf("OWN")).isSameAs(Kind.OWN);
    assertThat(Kind.OWN.name()).isEqualTo("OWN");
  }
}

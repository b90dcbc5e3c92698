package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.example.InterfaceConstants;
import dev.heddle.sim.example.InterfaceConstants.Counters;
import dev.heddle.sim.example.StaticValues;
import dev.heddle.sim.example.StaticValues.Ids;
import dev.heddle.sim.example.StaticValues.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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
    assertFollowsFromTheSeed(StaticValues::values);
  }

  private static void assertFollowsFromTheSeed(Supplier<String> values) {
    assertThat(drawn(values, 3)).isEqualTo(drawn(values, 3)).isNotEqualTo(drawn(values, 4));
  }

  private static String drawn(Supplier<String> values, long seed) {
    List<String> drawn = new ArrayList<>();
    Simulation.of(world -> drawn.add(values.get())).from(seed).seeds(1).run().requireSuccess();
    return drawn.getLast();
  }

  @Simulated(seeds = 20)
  void anInterfacesTimeIsOfThisWorld(World world) throws InterruptedException {
    Thread.sleep(world.random().nextInt(500));
    long before = InterfaceConstants.uptime();
    Thread.sleep(1000);
    assertThat(before).isBetween(0L, 1_000_000_000L);
    assertThat(InterfaceConstants.uptime()).isGreaterThan(before);
  }

  @Test
  void anInterfacesValuesFollowFromTheSeed() {
    assertFollowsFromTheSeed(InterfaceConstants::values);
  }

  @Simulated(seeds = 20)
  void anObjectInAnInterfaceBeginsAnew(World world) {
    assertThat(Counters.call("ann")).isEqualTo(1);
    assertThat(Counters.call("bob")).isEqualTo(2);
    assertThat(Counters.CALLS).hasValue(2);
    assertThat(Counters.NAMES).containsExactly("ann", "bob");
  }

  @Simulated(seeds = 20)
  void anObjectInAnInheritedInterfaceBeginsAnew(World world) {
    InterfaceConstants.inherited().add("ann");
    assertThat(InterfaceConstants.inherited()).containsExactly("ann");
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

package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.RealTime;
import java.nio.channels.spi.SelectorProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/// The contracts hold for the simulated channels, on real threads in real time.
class SimulatedTest {
  private static final RealTime TIME = new RealTime(1);
  private static final SelectorProvider PROVIDER = new SimulatedProvider(new Network(TIME));

  @AfterAll
  static void stop() {
    TIME.close();
  }

  interface OnSimulated extends Stack {
    @Override
    default SelectorProvider provider() {
      return PROVIDER;
    }
  }

  @Nested
  class Streams extends StreamContract implements OnSimulated {}

  @Nested
  class Selectors extends SelectorContract implements OnSimulated {}
}

package dev.heddle.sim.net.channels;

import java.nio.channels.spi.SelectorProvider;
import org.junit.jupiter.api.Nested;

/// The contracts hold for the JDK's own channels over loopback: what they ask for is what is real.
class JdkTest {

  interface OnJdk extends Stack {
    @Override
    default SelectorProvider provider() {
      return SelectorProvider.provider();
    }
  }

  @Nested
  class Streams extends StreamContract implements OnJdk {}

  @Nested
  class Selectors extends SelectorContract implements OnJdk {}
}

package dev.heddle.loop.uring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiveBuffersTest {

  @ParameterizedTest
  @ValueSource(strings = {"6.16.0", "6.18.44-fc-v595", "6.100", "7.0.1-generic", "10.2"})
  void newKernelsMayFillBuffersBitByBit(String release) {
    assertThat(ReceiveBuffers.keepsOrder(release)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.15.9", "6.12.48+deb13-amd64", "6.1.0", "5.19", "unknown", ""})
  void olderKernelsMayNotForTheyTellOfThemOutOfOrder(String release) {
    assertThat(ReceiveBuffers.keepsOrder(release)).isFalse();
  }
}

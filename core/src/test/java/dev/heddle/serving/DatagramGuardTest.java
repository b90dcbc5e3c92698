package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class DatagramGuardTest {
  private static final long SECOND = 1_000_000_000L;

  private static InetSocketAddress peer(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  @Test
  void aServicesPortGetsNoAnswerAndAClientsPortDoes() {
    var guard = new DatagramGuard("test", null);
    for (int port : new int[] {0, 7, 13, 53, 1023}) {
      assertThat(guard.answers(peer("192.0.2.1", port))).as("port " + port).isFalse();
    }
    assertThat(guard.answers(peer("192.0.2.1", 1024))).isTrue();
    assertThat(guard.refused()).containsEntry(Refusal.SERVICE_PORT, 5L);
  }

  @Test
  void aPortIsOursAsLongAsOneServerAnswersOnIt() {
    var guard = new DatagramGuard("test", null);
    DatagramGuard.open(40_001);
    DatagramGuard.open(40_001);
    DatagramGuard.close(40_001);
    assertThat(guard.answers(peer("192.0.2.1", 40_001))).as("whatever the address").isFalse();
    DatagramGuard.close(40_001);
    assertThat(guard.answers(peer("192.0.2.1", 40_001))).isTrue();
  }

  @Test
  void aPeerGetsSomeAnswersAtOnceAndThenItsRate() {
    var rates = new PeerRates(10, 5);
    for (int i = 0; i < 5; i++) {
      assertThat(rates.allows(peer("192.0.2.1", 5000 + i), 0)).isTrue();
    }
    assertThat(rates.allows(peer("192.0.2.1", 6000), 0)).isFalse();
    assertThat(rates.allows(peer("192.0.2.2", 6000), 0)).isTrue();
    assertThat(rates.allows(peer("192.0.2.1", 6000), SECOND / 10)).isTrue();
    assertThat(rates.allows(peer("192.0.2.1", 6000), SECOND / 10)).isFalse();
  }

  @Test
  void peersOnThisMachineCountByTheirPort() {
    var rates = new PeerRates(1, 1);
    assertThat(rates.allows(peer("127.0.0.1", 5000), 0)).isTrue();
    assertThat(rates.allows(peer("127.0.0.1", 5001), 0)).isTrue();
    assertThat(rates.allows(peer("127.0.0.1", 5000), 0)).isFalse();
    assertThat(rates.allows(peer("::1", 5000), 0)).isTrue();
    assertThat(rates.allows(peer("2001:db8::1", 5000), 0)).isTrue();
    assertThat(rates.allows(peer("2001:db8::2", 5001), 0)).as("the same /64").isFalse();
  }

  @Test
  void forgedSendersCostABoundedMemory() {
    var rates = new PeerRates(100, 10);
    for (int i = 0; i < 100_000; i++) {
      rates.allows(peer("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), 5000), i);
    }
    assertThat(rates.size()).isLessThan(20_000);
  }
}

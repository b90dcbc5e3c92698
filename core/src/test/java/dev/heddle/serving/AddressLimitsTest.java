package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.AddressBlock;
import dev.heddle.Limits;
import dev.heddle.Refusal;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

class AddressLimitsTest {
  private static final long SECOND = 1_000_000_000L;

  private static AddressBlock address(String literal) {
    return AddressBlock.of(InetAddress.ofLiteral(literal));
  }

  @Test
  void addressesOfOneNetworkOfIpv6CountTogether() {
    var limits = new AddressLimits(Limits.DEFAULT.withMaxConnectionsPerAddress(2));
    assertThat(limits.enter(address("2001:db8::1"), 0)).isNull();
    assertThat(limits.enter(address("2001:db8::ffff:2"), 0)).isNull();
    assertThat(limits.enter(address("2001:db8::3"), 0)).isEqualTo(Refusal.ADDRESS_FULL);
    assertThat(limits.enter(address("2001:db8:0:1::1"), 0)).isNull();
    limits.leave(address("2001:db8::77"), 0);
    assertThat(limits.enter(address("2001:db8::3"), 0)).isNull();
  }

  @Test
  void anIpv4AddressThatIsMappedCountsAsThat() {
    var limits = new AddressLimits(Limits.DEFAULT.withMaxConnectionsPerAddress(1));
    assertThat(limits.enter(address("192.0.2.1"), 0)).isNull();
    assertThat(limits.enter(address("::ffff:192.0.2.1"), 0)).isEqualTo(Refusal.ADDRESS_FULL);
    assertThat(limits.enter(address("::ffff:192.0.2.2"), 0)).isNull();
  }

  @Test
  void aSecondsWorthMayComeAtOnceAndThenOneByOne() {
    var limits = new AddressLimits(Limits.DEFAULT.withAcceptRatePerAddress(10));
    AddressBlock peer = address("192.0.2.1");
    for (int i = 0; i < 10; i++) {
      assertThat(limits.enter(peer, 0)).isNull();
    }
    assertThat(limits.enter(peer, 0)).isNotNull();
    assertThat(limits.enter(peer, SECOND / 10)).isNull();
    assertThat(limits.enter(peer, SECOND / 10)).isEqualTo(Refusal.ADDRESS_RATE);
    assertThat(limits.enter(peer, 5 * SECOND)).isNull();
  }

  @Test
  void addressesThatHaveLeftAreForgotten() {
    var limits =
        new AddressLimits(
            Limits.DEFAULT.withAcceptRatePerAddress(10).withMaxConnectionsPerAddress(3));
    for (int i = 0; i < 100_000; i++) {
      AddressBlock peer = address("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
      limits.enter(peer, i * (SECOND / 1000));
      limits.leave(peer, i * (SECOND / 1000));
    }
    assertThat(limits.size()).isLessThan(5000);
  }

  @Test
  void peersOnUnixDomainSocketsAreNotBounded() {
    var admission = new Admission(Limits.DEFAULT.withMaxConnectionsPerAddress(1), 100);
    for (int i = 0; i < 10; i++) {
      assertThat(admission.enter(() -> UnixDomainSocketAddress.of("")))
          .isEqualTo(AdmissionResult.Place.UNCOUNTED);
    }
  }
}

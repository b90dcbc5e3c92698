package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "255.255.255.255, 255.255.255.255",
    "::ffff:192.0.2.1, 192.0.2.1",
    "::FFFF:C000:201, 192.0.2.1",
    "0:0:0:0:0:ffff:192.0.2.1, 192.0.2.1",
    "::1, ::/64",
    "0:0:0:0:0:0:0:1, ::/64",
    "2001:db8:0:1:2:3:4:5, 2001:db8:0:1::/64",
    "2001:0DB8:0000:0001:0000:0000:0000:0099, 2001:db8:0:1::/64",
    "2001:db8:0:1::/64, 2001:db8:0:1::/64",
    "2001:db8::1, 2001:db8::/64",
    "fe80::1%eth0, fe80::/64",
    "64:ff9b::192.0.2.1, 64:ff9b::/64",
  })
  void anAddressIsReadInAnyFormAndWrittenInOne(String written, String block) {
    AddressBlock parsed = AddressBlock.parse(written);
    assertThat(parsed).hasToString(block).hasSameHashCodeAs(AddressBlock.parse(block));
    assertThat(parsed).isEqualTo(AddressBlock.parse(block));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "127.1",
        "1",
        "0x7f.0.0.1",
        "10.0.0.300",
        "010.0.0.1",
        "1.2.3.4.5",
        "1.2.3.4/64",
        "::ffff:1.2.3.4/64",
        "::ffff:127.1",
        "[::1]",
        "::1/63",
        "::1::",
        "1:2:3:4:5:6:7",
        "12345::",
        "::g",
        "::1%",
        "localhost",
        "example.com",
        "1.2.3.4 ",
        ":",
        ".",
      })
  void whatIsNoAddressIsRejected(String text) {
    assertThatThrownBy(() -> AddressBlock.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not an IP address: " + text);
  }

  @Test
  void peersOfOneNetworkAreOneAndOthersAreNot() throws Exception {
    assertThat(of("2001:db8:0:1::1")).isEqualTo(of("2001:db8:0:1:ffff::"));
    assertThat(of("2001:db8:0:1::1")).isNotEqualTo(of("2001:db8:0:2::1"));
    assertThat(of("192.0.2.1")).isNotEqualTo(of("192.0.2.2")).isEqualTo(of("::ffff:192.0.2.1"));
    assertThat(AddressBlock.of(UnixDomainSocketAddress.of("/run/x"))).isEqualTo(AddressBlock.LOCAL);
    assertThat(AddressBlock.LOCAL).hasToString("local");
  }

  private static AddressBlock of(String address) throws Exception {
    return AddressBlock.of(new InetSocketAddress(InetAddress.getByName(address), 7));
  }
}

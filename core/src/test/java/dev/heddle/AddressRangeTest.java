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

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.0.2.128/25, 192.0.2.129, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "2001:db8::8/125, 2001:db8::f, true",
    "2001:db8::8/125, 2001:db8::7, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "::1, ::1, true",
  })
  void containsTheAddressesThatBeginWithItsBits(String range, String address, boolean contains) {
    assertThat(AddressRange.parse(range).contains(InetAddress.ofLiteral(address)))
        .isEqualTo(contains);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/9",
        "10.0.0.1/8",
        "10/8",
        "::/129",
        "::1/64",
        "localhost",
        "unix",
        "10.0.0.0/08x",
        "1.2.3.4:80"
      })
  void whatIsNoRangeIsRejected(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void addressesOfSocketsAreInARangeOnlyIfTheyAreIpAddresses() {
    AddressRange all = AddressRange.parse("0.0.0.0/0");
    assertThat(all.contains(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1))).isTrue();
    assertThat(all.contains(InetSocketAddress.createUnresolved("192.0.2.1", 1))).isFalse();
    assertThat(all.contains(UnixDomainSocketAddress.of("/run/x"))).isFalse();
  }

  @Test
  void showsItselfAsItIsParsed() {
    assertThat(AddressRange.parse("10.0.0.0/8")).hasToString("10.0.0.0/8");
    assertThat(AddressRange.parse("192.0.2.1")).hasToString("192.0.2.1/32");
  }
}

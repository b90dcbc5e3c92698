package dev.heddle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.ProxyHeader;
import dev.heddle.ProxyTls;
import dev.heddle.ProxyTlv;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderParserTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final int ROUNDS = 3000;

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static byte[] v1(String line) {
    return (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static HeaderParser.Result parse(byte[] bytes) throws IOException {
    return HeaderParser.parse(ByteBuffer.wrap(bytes));
  }

  private static ProxyHeader header(byte[] bytes) throws IOException {
    assertThat(parse(bytes)).isInstanceOf(HeaderParser.Complete.class);
    var complete = (HeaderParser.Complete) parse(bytes);
    assertThat(complete.length()).isEqualTo(bytes.length);
    return complete.header();
  }

  private static InetSocketAddress inet(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  @Test
  void aLineOfVersion1NamesBothAddresses() throws IOException {
    ProxyHeader header = header(v1("PROXY TCP4 192.0.2.1 198.51.100.2 49152 443"));
    assertThat(header.version()).isEqualTo(1);
    assertThat(header.source()).isEqualTo(inet("192.0.2.1", 49152));
    assertThat(header.destination()).isEqualTo(inet("198.51.100.2", 443));
    assertThat(header(v1("PROXY TCP6 2001:db8::1 2001:db8::2 1 65535")).source())
        .isEqualTo(inet("2001:db8::1", 1));
  }

  @Test
  void anIpv4AddressThatIsMappedIntoIpv6IsAnIpv4Address() throws IOException {
    assertThat(header(v1("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 5 6")).source())
        .isEqualTo(inet("192.0.2.1", 5));
    String mapped = "00000000000000000000ffffc0000201";
    assertThat(header(hex(SIGNATURE + "21210024" + mapped + mapped + "00050006")).source())
        .isEqualTo(inet("192.0.2.1", 5));
  }

  @Test
  void anUnknownClientHasNoAddressesWhateverFollows() throws IOException {
    assertThat(header(v1("PROXY UNKNOWN")).source()).isNull();
    assertThat(header(v1("PROXY UNKNOWN ffff:: ::1 what ever 9")).source()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.1 198.51.100.2 49152",
        "PROXY TCP4 192.0.2.1 198.51.100.2 49152 443 5",
        "PROXY TCP4 192.0.2.1 198.51.100.2  443",
        "PROXY TCP4 192.0.2.1 198.51.100.2 49152 65536",
        "PROXY TCP4 192.0.2.1 198.51.100.2 -1 443",
        "PROXY TCP4 192.0.2.1 198.51.100.2 007 443",
        "PROXY TCP4 192.0.2 198.51.100.2 1 443",
        "PROXY TCP4 192.0.2.256 198.51.100.2 1 443",
        "PROXY TCP4 ::1 ::1 1 443",
        "PROXY TCP4 example.org 192.0.2.1 1 443",
        "PROXY TCP6 192.0.2.1 198.51.100.2 1 443",
        "PROXY TCP6 fe80::1%lo fe80::1 1 443",
        "PROXY TCP6 2001:db8::/64 ::1 1 443",
        "PROXY TCP5 192.0.2.1 198.51.100.2 1 443",
        "PROXY ",
        "PROXY TCP4",
      })
  void aWrongLineIsMalformed(String line) {
    assertThatThrownBy(() -> parse(v1(line))).isInstanceOf(HeaderException.class);
  }

  @Test
  void aLineThatDoesNotEndIsMalformedAt107Bytes() throws IOException {
    byte[] endless = ("PROXY UNKNOWN " + "x".repeat(200)).getBytes(StandardCharsets.US_ASCII);
    assertThat(parse(Arrays.copyOf(endless, 106))).isInstanceOf(HeaderParser.Incomplete.class);
    assertThatThrownBy(() -> parse(Arrays.copyOf(endless, 107)))
        .isInstanceOf(HeaderException.class);
    assertThat(header(v1("PROXY UNKNOWN " + "x".repeat(107 - 16))).version()).isEqualTo(1);
  }

  @Test
  void aLocalHeaderIsValidWhateverItsRestIs() throws IOException {
    assertThat(header(hex(SIGNATURE + "20000000")).isLocal()).isTrue();
    assertThat(header(hex(SIGNATURE + "20110003 010203")).isLocal()).isTrue();
    assertThat(header(hex(SIGNATURE + "20ff0003 010203")).isLocal()).isTrue();
    assertThat(header(hex(SIGNATURE + "2000000a 050003 616263 01ffff00")).tlvs()).isEmpty();
    assertThat(header(hex(SIGNATURE + "20000006 050003 616263")).uniqueId())
        .isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11110000", // version 1
        "31110000", // version 3
        "22110000", // command 2
        "21410000", // family 4
        "21130000", // transport 3
        "2111000b c0000201 c0000202 000100", // too few bytes for the addresses
        "21110010 c0000201 c0000202 00010002 01ffff00", // a value that is cut short
        "2111000e c0000201 c0000202 00010002 0400", // the head of a value that is cut short
        "21110013 c0000201 c0000202 00010002 03000400000000", // a wrong checksum
        "21110010 c0000201 c0000202 00010002 03000100", // a checksum of one byte
        "21110010 c0000201 c0000202 00010002 20000101", // an SSL value without its verify field
      })
  void aWrongHeaderOfVersion2IsMalformed(String rest) {
    assertThatThrownBy(() -> parse(hex(SIGNATURE + rest))).isInstanceOf(HeaderException.class);
  }

  @Test
  void aUniqueIdOfMoreThan128BytesIsMalformed() throws IOException {
    ProxyHeader plain = ProxyHeader.of(inet("192.0.2.1", 1), inet("192.0.2.2", 2));
    header(HeaderWriter.write(plain.with(new ProxyTlv(ProxyTlv.UNIQUE_ID, new byte[128]))));
    byte[] tooLong =
        HeaderWriter.write(plain.with(new ProxyTlv(ProxyTlv.UNIQUE_ID, new byte[129])));
    assertThatThrownBy(() -> parse(tooLong)).isInstanceOf(HeaderException.class);
  }

  @Test
  void aWrongVersionIsKnownBeforeTheRestHasCome() {
    assertThatThrownBy(() -> parse(hex(SIGNATURE + "11"))).isInstanceOf(HeaderException.class);
  }

  @Test
  void valuesOfTheTlsConnectionAreReadFlagsFirst() throws IOException {
    var resumed = new ProxyTls(5, 0, List.of(new ProxyTlv(ProxyTlv.SSL_VERSION, "TLSv1.3")));
    ProxyHeader header =
        ProxyHeader.of(inet("192.0.2.1", 1), inet("192.0.2.2", 2)).with(resumed.toTlv());
    ProxyTls read = header(HeaderWriter.write(header)).tls();
    assertThat(read).isEqualTo(resumed);
    assertThat(read.isTls()).isTrue();
    assertThat(read.certificateOnConnection()).isFalse();
    assertThat(read.certificateInSession()).isTrue();
    assertThat(read.isVerified()).isTrue();
    assertThat(read.version()).isEqualTo("TLSv1.3");
    assertThat(new ProxyTls(1, 0, List.of()).isVerified()).isFalse(); // it has no certificate
    assertThat(new ProxyTls(7, 10, List.of()).isVerified()).isFalse();
  }

  @Test
  void pathsOfUnixSocketsEndAtTheirZero() throws IOException {
    String path = "2f72756e2f78" + "00".repeat(102);
    String name = "0068" + "00".repeat(106);
    ProxyHeader header = header(hex(SIGNATURE + "213100d8" + path + name));
    assertThat(header.source()).isEqualTo(UnixDomainSocketAddress.of("/run/x"));
    assertThat(header.destination()).isEqualTo(UnixDomainSocketAddress.of("@h"));
  }

  @Test
  void otherBytesAreNoHeaderFromTheFirstOneThatDiffers() throws IOException {
    assertThat(parse(new byte[0])).isInstanceOf(HeaderParser.Incomplete.class);
    assertThat(parse("PRO".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(HeaderParser.Incomplete.class);
    assertThat(parse("PROXIMITY".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(HeaderParser.Absent.class);
    assertThat(parse(hex("0d0a0d0a000d0a51554954ff"))).isInstanceOf(HeaderParser.Absent.class);
    assertThat(parse(hex("16030100"))).isInstanceOf(HeaderParser.Absent.class);
  }

  /// What is written is read again, in whatever pieces it comes and whatever follows.
  @Test
  void everyHeaderThatIsWrittenIsReadAgain() throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    for (int round = 0; round < ROUNDS; round++) {
      ProxyHeader header = anyHeader(random);
      byte[] written = HeaderWriter.write(header);
      byte[] followed = Arrays.copyOf(written, written.length + random.nextInt(5));
      for (int cut : new int[] {0, random.nextInt(written.length), written.length - 1}) {
        assertThat(parse(Arrays.copyOf(written, cut))).isInstanceOf(HeaderParser.Incomplete.class);
      }
      var read = (HeaderParser.Complete) parse(followed);
      assertThat(read.length()).isEqualTo(written.length);
      assertThat(withoutChecksum(read.header())).isEqualTo(withoutChecksum(header));
    }
  }

  /// Whatever comes, it is a header, no header, or malformed; and a header that had a checksum is
  /// none once one of its bits is wrong.
  @Test
  void everyHeaderThatIsDamagedIsToldFromAWholeOne() throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(2);
    for (int round = 0; round < ROUNDS; round++) {
      ProxyHeader header = anyHeader(random);
      byte[] damaged = HeaderWriter.write(header);
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        HeaderParser.Result result = parse(damaged);
        if (header.tlv(ProxyTlv.CRC32C) != null && !header.isLocal()) {
          assertThat(result)
              .isNotEqualTo(new HeaderParser.Complete(header, damaged.length))
              .satisfiesAnyOf(
                  r -> assertThat(r).isNotInstanceOf(HeaderParser.Complete.class),
                  r -> assertThat(hasNoChecksum(r)).isTrue());
        }
      } catch (HeaderException e) {
        // That is an answer, too.
      }
    }
  }

  private static boolean hasNoChecksum(HeaderParser.Result result) {
    return result instanceof HeaderParser.Complete complete
        && (complete.header().isLocal() || complete.header().tlv(ProxyTlv.CRC32C) == null);
  }

  private static ProxyHeader withoutChecksum(ProxyHeader header) {
    return new ProxyHeader(
        header.version(),
        header.command(),
        header.source(),
        header.destination(),
        header.tlvs().stream()
            .map(tlv -> tlv.type() == ProxyTlv.CRC32C ? new ProxyTlv(tlv.type(), new byte[4]) : tlv)
            .toList());
  }

  private static ProxyHeader anyHeader(RandomGenerator random) {
    ProxyHeader header =
        switch (random.nextInt(5)) {
          case 0 -> ProxyHeader.v1(anyInet(random, 4), anyInet(random, 4));
          case 1 -> ProxyHeader.v1(anyInet(random, 16), anyInet(random, 16));
          case 2 -> ProxyHeader.local();
          case 3 ->
              ProxyHeader.of(
                  UnixDomainSocketAddress.of("/run/" + random.nextInt()),
                  UnixDomainSocketAddress.of(""));
          default -> {
            int size = random.nextBoolean() ? 4 : 16;
            yield ProxyHeader.of(anyInet(random, size), anyInet(random, size));
          }
        };
    if (header.version() == 1) {
      return header;
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      byte[] value = new byte[random.nextInt(100)];
      random.nextBytes(value);
      header = header.with(new ProxyTlv(0xe0 + random.nextInt(16), value));
    }
    return random.nextBoolean() ? header.withChecksum() : header;
  }

  private static InetSocketAddress anyInet(RandomGenerator random, int size) {
    byte[] address = new byte[size];
    random.nextBytes(address);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), random.nextInt(65_536));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

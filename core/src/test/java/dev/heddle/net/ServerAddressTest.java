package dev.heddle.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerAddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:7001, 127.0.0.1, 7001, 127.0.0.1:7001",
    "localhost:1, localhost, 1, localhost:1",
    ":65535, localhost, 65535, localhost:65535",
    "[::1]:7001, ::1, 7001, [::1]:7001",
    "[fe80::1%eth0]:7001, fe80::1%eth0, 7001, [fe80::1%eth0]:7001",
    "[fe80::1%25eth0]:7001, fe80::1%eth0, 7001, [fe80::1%eth0]:7001",
    "my_host.example.org:80, my_host.example.org, 80, my_host.example.org:80",
    "b\u00fccher.example:80, b\u00fccher.example, 80, b\u00fccher.example:80",
  })
  void aHostAndAPortAreReadInEachForm(String text, String host, int port, String shown) {
    ServerAddress address = ServerAddress.parse(text);
    assertThat(address).isEqualTo(new HostPort(host, port)).hasToString(shown);
    assertThat(address.host()).isEqualTo(host);
  }

  @ParameterizedTest
  @CsvSource({
    "7001, no port",
    "localhost, no port",
    "localhost:, no port",
    "'', no port",
    ":0, the port is not from 1 to 65535: 0",
    ":70000, the port is not from 1 to 65535: 70000",
    ":-1, the port is not from 1 to 65535: -1",
    ":99999999999, the port is not from 1 to 65535: 99999999999",
    ":\u0663, the port is not from 1 to 65535: \u0663",
    "::1:7001, 'an IPv6 address stands in brackets, as in [::1]:7001'",
    "[::1:7001, '''['' without '']'': [::1:7001'",
    "[]:1, 'no IPv6 address in the brackets: '",
    "[127.0.0.1]:1, no IPv6 address in the brackets: 127.0.0.1",
    "[x]:1, no IPv6 address in the brackets: x",
    "a b:1, no host: a b",
    "a/b:1, no host: a/b",
    "tcp://a:1, no host: tcp://a",
    "me@a:1, no host: me@a",
    "unix:, no path after unix:",
  })
  void anythingElseIsRefusedWithWhatIsWrong(String text, String wrong) {
    assertThatThrownBy(() -> ServerAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(wrong);
  }

  @ParameterizedTest
  @CsvSource({
    "example.org, 80, example.org:80",
    "example.org:, 443, example.org:443",
    "[::1], 80, [::1]:80",
    "[::1]:81, 80, [::1]:81",
  })
  void theAuthorityOfAUrlHasAUsualPort(String text, int usual, String shown) {
    assertThat(HostPort.parse(text, usual)).hasToString(shown);
  }

  @Test
  void theAuthorityOfAUrlHasAHost() {
    assertThatThrownBy(() -> HostPort.parse(":80", 80)).hasMessage("no host");
    assertThatThrownBy(() -> HostPort.parse("", 80)).hasMessage("no host");
  }

  @Test
  void aUnixDomainSocketHasAnyPath() {
    for (String path : new String[] {"/run/x", "x", "x:1", "b\u00fccher"}) {
      ServerAddress address = ServerAddress.parse("unix:" + path);
      assertThat(address)
          .isEqualTo(new UnixPath(UnixDomainSocketAddress.of(path)))
          .hasToString("unix:" + path);
      assertThat(address.host()).isEqualTo("localhost");
    }
  }

  /// As long as the JDK's sockets can have one.
  @Test
  void thePathOfAUnixDomainSocketHasABound(@TempDir Path folder) throws IOException {
    String start = folder + "/";
    String longest = start + "x".repeat(UnixPath.MOST_BYTES - start.length());
    var address = (UnixPath) ServerAddress.parse("unix:" + longest);
    try (var listening = ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      listening.bind(address.address());
    }
    assertThatThrownBy(() -> ServerAddress.parse("unix:" + longest + 'x'))
        .hasMessage(
            "the path of a Unix domain socket has at most "
                + UnixPath.MOST_BYTES
                + " bytes, not "
                + (UnixPath.MOST_BYTES + 1));
    String umlauts = "\u00fc".repeat(60);
    assertThatThrownBy(() -> ServerAddress.parse("unix:" + umlauts))
        .hasMessageEndingWith("not " + umlauts.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void aHostThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> ServerAddress.parse("nobody.invalid:1").addresses())
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("there is no host nobody.invalid");
    assertThatThrownBy(() -> ServerAddress.parse("[fe80::1%nope]:1").addresses())
        .hasMessage("there is no network interface nope");
  }

  @Test
  void eachAddressOfAHostIsTried() throws IOException {
    var tried = new ArrayList<SocketAddress>();
    try (var server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      ServerAddress address = new HostPort("localhost", server.getLocalPort());
      try (Socket connected =
          address.connect(each -> {
            tried.add(each);
            var inet = (InetSocketAddress) each;
            return new Socket(inet.getAddress(), inet.getPort());
          })) {
        assertThat(connected.isConnected()).isTrue();
      }
      assertThat(tried).isSubsetOf(address.addresses());
    }
    assertThatThrownBy(() ->
            new HostPort("localhost", 1)
                .connect(each -> {
                  throw new IOException("not at " + each);
                }))
        .hasMessageStartingWith("not at ");
  }
}

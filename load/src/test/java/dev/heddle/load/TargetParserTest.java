package dev.heddle.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetParserTest {

  @Test
  void targetsHaveNamesAndProcessesIfWanted() {
    Target target = TargetParser.parse("mine=tcp://127.0.0.1:7001,pid=42");
    assertThat(target.name()).isEqualTo("mine");
    assertThat(target.text()).isEqualTo("tcp://127.0.0.1:7001");
    assertThat(target.address()).isEqualTo(new InetSocketAddress("127.0.0.1", 7001));
    assertThat(target.pid()).isEqualTo(42);
    assertThat(TargetParser.parse("tcp://:7001").name()).isEqualTo("tcp://:7001");
  }

  @Test
  void thereAreFourKinds() {
    assertThat(TargetParser.parse("[::1]:7001").transport()).isEqualTo(Target.Scheme.TCP);
    assertThat(TargetParser.parse("udp://:7001").transport()).isEqualTo(Target.Scheme.UDP);
    assertThat(TargetParser.parse("a=unix:/run/x").address())
        .isEqualTo(UnixDomainSocketAddress.of("/run/x"));
    Target http = TargetParser.parse("http://127.0.0.1/a?b=c");
    assertThat(http.path()).isEqualTo("/a?b=c");
    assertThat(http.name()).isEqualTo("http://127.0.0.1/a?b=c");
    assertThat(((InetSocketAddress) http.address()).getPort()).isEqualTo(80);
    assertThat(TargetParser.parse("http://127.0.0.1:8080").path()).isEqualTo("/");
  }

  @Test
  void twoOfThemMayHaveTls() {
    Target tls = TargetParser.parse("TLS://localhost:7001");
    assertThat(tls.transport()).isEqualTo(Target.Scheme.TCP);
    assertThat(tls.tls()).isNotNull();
    Target https = TargetParser.parse("https://localhost/a");
    assertThat(https.transport()).isEqualTo(Target.Scheme.HTTP);
    assertThat(https.tls()).isNotNull();
    assertThat(https.path()).isEqualTo("/a");
    assertThat(((InetSocketAddress) https.address()).getPort()).isEqualTo(443);
    assertThat(TargetParser.parse("http://localhost/a").tls()).isNull();
    assertThat(TargetParser.parse("tcp://localhost:7001").tls()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "unix:/run/x, UNIX, /run/x, ''",
    "unix:x:1, UNIX, x:1, ''",
    "unix:a://b, UNIX, a://b, ''",
    "tcp://unix:/run/x, UNIX, /run/x, ''",
    "tls://unix:/run/x, UNIX, /run/x, ''",
    "http://unix:/run/x, HTTP, /run/x, /",
    "http://unix:/run/x:/, HTTP, /run/x, /",
    "http://unix:x:/a b?c=d:e, HTTP, x, /a%20b?c=d:e",
    "HTTPS://unix:/run/x:/a, HTTP, /run/x, /a",
  })
  void aUnixDomainSocketMayStandForHostAndPort(
      String text, Target.Scheme transport, String socket, String path) {
    Target target = TargetParser.parse(text);
    assertThat(target.transport()).isEqualTo(transport);
    assertThat(target.address()).isEqualTo(UnixDomainSocketAddress.of(socket));
    assertThat(target.path()).isEqualTo(path);
    assertThat(target.tls() != null).isEqualTo(text.matches("(?i)(tls|https):.*"));
    assertThat(target.isLocal()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "7001, no port",
    "tcp://x, no port",
    "tcp://, no port",
    "tcp://:0, the port is not from 1 to 65535: 0",
    "tcp://:70000, the port is not from 1 to 65535: 70000",
    "tcp://:http, the port is not from 1 to 65535: http",
    "tcp://a:, no port",
    "tcp://a/b:1, only http:// and https:// have a path",
    "tcp://a:1/b, only http:// and https:// have a path",
    "tcp://a/b, only http:// and https:// have a path",
    "::1:7001, 'an IPv6 address stands in brackets, as in [::1]:7001'",
    "http://::1/, 'an IPv6 address stands in brackets, as in [::1]:7001'",
    "ftp://x:1, unknown scheme ftp://",
    "https://127.0.0.1:0/, the port is not from 1 to 65535: 0",
    "tls://x, no port",
    "http://127.0.0.1:0/, the port is not from 1 to 65535: 0",
    "http://127.0.0.1:70000/, the port is not from 1 to 65535: 70000",
    "http:///x, no host",
    "http://me:secret@x/, a user or password in a URL is not supported",
    "unix:, no path after unix:",
    "http://unix:, no path after unix:",
    "http://unix::/a, no path after unix:",
    "udp://unix:/x, no datagrams on Unix domain sockets",
    "ftp://unix:/x, unknown scheme ftp://",
    "http://unix:/x:8080, 'a path must follow the socket and a colon, as in"
        + " http://unix:/run/web:/index.html'",
    "http://[::1/x, '''['' without '']'': [::1'",
    "http://[]:1/, 'no IPv6 address in the brackets: '",
    "tcp://[127.0.0.1]:1, no IPv6 address in the brackets: 127.0.0.1",
    "tcp://[zz]:1, no IPv6 address in the brackets: zz",
    "tcp://a:+1, the port is not from 1 to 65535: +1",
    "tcp://a:\u0663, the port is not from 1 to 65535: \u0663",
    "http://a:\u0663/, the port is not from 1 to 65535: \u0663",
    "tcp://a b:1, no host: a b",
    "http://a b/, no host: a b",
    "'tcp://127.0.0.1:1,pid=x', not a process ID: x",
    "'tcp://127.0.0.1:1,pid=0', not a process ID: 0",
  })
  void anythingElseIsRefusedWithWhatIsWrong(String text, String wrong) {
    assertThatThrownBy(() -> TargetParser.parse(text))
        .hasMessage(
            "'"
                + text
                + "' is not a target: "
                + wrong
                + "; write tcp://127.0.0.1:7001, tls://localhost:7001, unix:/path,"
                + " udp://127.0.0.1:7001, http://127.0.0.1:7080/path or https://localhost/path");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP://127.0.0.1/a, 80, /a",
    "http://127.0.0.1:8080, 8080, /",
    "http://127.0.0.1:/x, 80, /x",
    "http://[::1]/x, 80, /x",
    "http://[::1]:81/x, 81, /x",
    "http://127.0.0.1?a=b, 80, /?a=b",
    "http://127.0.0.1/a b, 80, /a%20b",
    "http://127.0.0.1/a|b?q={x}^`, 80, /a%7Cb?q=%7Bx%7D%5E%60",
    "http://127.0.0.1/%41%zz%, 80, /%41%25zz%25",
    "http://127.0.0.1/caf\u00e9?\u4e2d, 80, /caf%C3%A9?%E4%B8%AD",
    "http://127.0.0.1/a#b, 80, /a",
    "http://127.0.0.1/[1];a=1\\, 80, /[1];a=1%5C",
  })
  void urlsAreTakenAsPeopleTypeThem(String text, int port, String path) {
    Target target = TargetParser.parse(text);
    assertThat(((InetSocketAddress) target.address()).getPort()).isEqualTo(port);
    assertThat(target.path()).isEqualTo(path);
  }

  @Test
  void aHostMayHaveANameThatNoStandardAllows() {
    assertThatThrownBy(() -> TargetParser.parse("http://my_service.invalid:1/"))
        .hasMessage("there is no host my_service.invalid");
  }

  @Test
  void thisMachineIsDistinguishedFromOthers() {
    assertThat(TargetParser.parse("tcp://localhost:1").isLocal()).isTrue();
    assertThat(TargetParser.parse("unix:/x").isLocal()).isTrue();
    assertThat(TargetParser.parse("tcp://192.0.2.1:1").isLocal()).isFalse();
    assertThatThrownBy(() -> TargetParser.parse("tcp://nobody.invalid:1"))
        .hasMessage("there is no host nobody.invalid");
  }
}

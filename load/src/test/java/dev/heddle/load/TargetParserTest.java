package dev.heddle.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetParserTest {

  @Test
  void targets_have_names_and_processes_if_wanted() {
    Target target = TargetParser.parse("mine=tcp://127.0.0.1:7001,pid=42");
    assertThat(target.name()).isEqualTo("mine");
    assertThat(target.text()).isEqualTo("tcp://127.0.0.1:7001");
    assertThat(target.address()).isEqualTo(new InetSocketAddress("127.0.0.1", 7001));
    assertThat(target.pid()).isEqualTo(42);
    assertThat(TargetParser.parse("tcp://:7001").name()).isEqualTo("tcp://:7001");
  }

  @Test
  void there_are_four_kinds() {
    assertThat(TargetParser.parse("[::1]:7001").transport()).isEqualTo(Target.Transport.TCP);
    assertThat(TargetParser.parse("udp://:7001").transport()).isEqualTo(Target.Transport.UDP);
    assertThat(TargetParser.parse("a=unix:/run/x").address())
        .isEqualTo(UnixDomainSocketAddress.of("/run/x"));
    Target http = TargetParser.parse("http://127.0.0.1/a?b=c");
    assertThat(http.path()).isEqualTo("/a?b=c");
    assertThat(http.name()).isEqualTo("http://127.0.0.1/a?b=c");
    assertThat(((InetSocketAddress) http.address()).getPort()).isEqualTo(80);
    assertThat(TargetParser.parse("http://127.0.0.1:8080").path()).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7001",
        "tcp://x",
        "tcp://:0",
        "tcp://:70000",
        "ftp://x:1",
        "tcp://a/b:1",
        "::1:7001",
        "https://x/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:70000/",
        "unix:",
        "http:///x"
      })
  void anything_else_is_refused(String text) {
    assertThatThrownBy(() -> TargetParser.parse(text)).hasMessageContaining("is not a target");
  }

  @Test
  void this_machine_is_told_from_others() {
    assertThat(TargetParser.parse("tcp://localhost:1").isLocal()).isTrue();
    assertThat(TargetParser.parse("unix:/x").isLocal()).isTrue();
    assertThat(TargetParser.parse("tcp://192.0.2.1:1").isLocal()).isFalse();
    assertThatThrownBy(() -> TargetParser.parse("tcp://nobody.invalid:1"))
        .hasMessage("there is no host nobody.invalid");
  }
}

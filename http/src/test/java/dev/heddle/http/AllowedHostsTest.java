package dev.heddle.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:7080",
        "LOCALHOST:80",
        "localhost.",
        "localhost.:7080",
        "chat.localhost",
        "a.b.localhost:1",
        "127.0.0.1",
        "127.0.0.1.",
        "127.0.0.1:7080",
        "10.0.0.255",
        "[::1]",
        "[::1]:7080",
        "[2001:db8::1]:80",
        "",
      })
  void addressesAndLocalhostAreLocal(String host) {
    assertThat(AllowedHosts.LOCAL.allows(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:7080",
        "evil.example.",
        "localhost.evil.example",
        "evillocalhost",
        "127.0.0.1.evil.example",
        "127.0.0.256",
        "127.0.0",
        "127.1",
        "0x7f000001",
        "2130706433",
        "1.2.3.4.5",
        "1.2.3.4..",
        "evil.local",
        "evil",
      })
  void namesThatCanBeRegisteredAreNotLocal(String host) {
    assertThat(AllowedHosts.LOCAL.allows(host)).isFalse();
  }

  @Test
  void aClientThatNamesNoHostIsServed() {
    assertThat(AllowedHosts.LOCAL.allows(null)).isTrue();
  }

  @Test
  void namesWithoutADotAreAllowedIfWanted() {
    AllowedHosts hosts = AllowedHosts.LOCAL.withPlainNames();
    assertThat(List.of("web:7080", "my_app", "A1", "x-1")).allMatch(hosts::allows);
    assertThat(List.of("a.b", "1", "0x7f000001", "-a", "web.evil.example"))
        .noneMatch(hosts::allows);
  }

  @ParameterizedTest
  @CsvSource({
    "example.org, example.org, true",
    "example.org, EXAMPLE.org.:8080, true",
    "Example.ORG, example.org, true",
    "example.org, www.example.org, false",
    "example.org, notexample.org, false",
    ".example.org, example.org, true",
    ".example.org, a.b.example.org:1, true",
    ".example.org, notexample.org, false",
    ".example.org, org, false",
    "*.example.org, www.example.org, true",
    "*.example.org, example.org, false",
    "*, anything.at.all, true",
    "example.org, localhost, true",
    "example.org, [::1]:80, true",
    "192.168.0.7, 192.168.0.7:80, true",
    "::1, [::1]:80, true",
  })
  void aPatternAllowsANameOrAllBelowIt(String pattern, String host, boolean allowed) {
    assertThat(AllowedHosts.LOCAL.with(pattern).allows(host)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "*.",
        "**",
        "a b",
        "http://a",
        "a:80",
        "a/b",
        "a..b",
        "-a",
        "*a.b",
        "1.2"
      })
  void whatIsNoNameIsNoPattern(String pattern) {
    assertThatThrownBy(() -> AllowedHosts.LOCAL.with(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a host name: " + pattern);
  }

  @Test
  void aForeignHostIsAnswered421AndTheConnectionStays() throws IOException {
    HttpHandler guarded =
        AllowedHosts.LOCAL.guard(request -> HttpResponse.text(200, "private"), "; see the manual");
    try (HttpTalk client = HttpTalk.with(guarded)) {
      Reply refused = client.send("GET / HTTP/1.1\r\nHost: evil.example:80\r\n\r\n").reply();
      assertThat(refused.status()).isEqualTo(421);
      assertThat(refused.text()).isEqualTo("host not allowed: evil.example:80; see the manual\n");
      assertThat(refused.head().getFirst()).isEqualTo("HTTP/1.1 421 Misdirected Request");
      assertThat(client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").reply().text())
          .isEqualTo("private");
      assertThat(client.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").reply().status())
          .isEqualTo(421);
    }
  }

  @Test
  void theHostOfAnAbsoluteTargetIsTheOneThatCounts() throws IOException {
    HttpHandler guarded = AllowedHosts.LOCAL.guard(request -> HttpResponse.text(200, "x"), "");
    try (HttpTalk client = HttpTalk.with(guarded)) {
      String target = "GET http://%s/ HTTP/1.1\r\nHost: %s\r\n\r\n";
      client.send(target.formatted("evil.example", "localhost"));
      assertThat(client.reply().status()).isEqualTo(421);
      client.send(target.formatted("localhost", "evil.example"));
      assertThat(client.reply().text()).isEqualTo("x");
      assertThat(client.send("GET http://evil.example/ HTTP/1.0\r\n\r\n").reply().status())
          .isEqualTo(421);
    }
  }
}

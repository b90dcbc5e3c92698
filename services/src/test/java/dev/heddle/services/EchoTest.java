package dev.heddle.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EchoTest {
  private static final Options PLAIN = Options.DEFAULTS.with(Echo.SERVICE.options().get(0), "");

  @OnEveryEngine
  void answersAtOnceWhatHasNoNewline(Engine engine) throws IOException {
    try (Talk client = Talk.with(Echo.SERVICE, engine)) {
      client.send("test message").expect("ECHO: test message");
      client.send("and\nmore").expect("ECHO: and\nmore");
      client.end().expectLast("");
    }
  }

  @OnEveryEngine
  void withoutAPrefixTheBytesComeBackAsTheyAre(Engine engine) throws IOException {
    byte[] anything = {0, -1, (byte) 0xC3, '\r', '\n', 0x1B};
    try (Talk client = Talk.with(Echo.SERVICE, PLAIN, engine)) {
      client.send(anything).end();
      assertThat(client.rest()).isEqualTo(new String(anything, StandardCharsets.UTF_8));
    }
  }

  @OnEveryEngine
  void aClientThatSendsAllBeforeItReadsGetsAll(Engine engine) throws Exception {
    String megabyte = "0123456789abcdef".repeat(64 * 1024);
    try (Talk client = Talk.with(Echo.SERVICE, PLAIN, engine)) {
      Thread sender =
          Thread.startVirtualThread(() -> {
            try {
              client.send(megabyte).end();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      client.expectLast(megabyte);
      sender.join();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.services.Engines#withDatagrams")
  void aDatagramIsAnsweredByOne(Engine engine) throws IOException {
    assertThat(Datagrams.answer(Echo.SERVICE, Options.DEFAULTS, engine, "hi"))
        .isEqualTo("ECHO: hi");
    assertThat(Datagrams.answer(Echo.SERVICE, Options.DEFAULTS, engine, "")).isEqualTo("ECHO: ");
    assertThat(Datagrams.answer(Echo.SERVICE, PLAIN, engine, "hi")).isEqualTo("hi");
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.services.Engines#withDatagrams")
  void aDatagramThatLeavesNoRoomForThePrefixIsRefused(Engine engine) throws IOException {
    String largest = "x".repeat(65_507);
    assertThat(Datagrams.answer(Echo.SERVICE, Options.DEFAULTS, engine, largest))
        .isEqualTo("error: datagram longer than 65501 bytes\n");
    assertThat(Datagrams.answer(Echo.SERVICE, PLAIN, engine, largest)).isEqualTo(largest);
  }
}

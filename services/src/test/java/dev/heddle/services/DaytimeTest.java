package dev.heddle.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Datagram;
import dev.heddle.Engine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DaytimeTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T22:19:05.987Z"), ZoneOffset.ofHours(1));

  @OnEveryEngine
  void sendsTheLocalTimeAndCloses(Engine engine) throws IOException {
    try (Talk client = Talk.with(Daytime.server(CLOCK), engine)) {
      client.expectLast("2026-11-20 23:19:05\n");
    }
  }

  @OnEveryEngine
  void doesNotCareWhatTheClientSays(Engine engine) throws IOException {
    try (Talk client = Talk.with(Daytime.server(CLOCK), engine)) {
      client.send("what time is it?\n").expectLast("2026-11-20 23:19:05\n");
    }
  }

  @Test
  void answersADatagramWithOne() {
    var request = new Datagram(new InetSocketAddress(9), ByteBuffer.allocate(0));
    Datagram answer = new Daytime(CLOCK).answer(request);
    assertThat(answer.peer()).isEqualTo(request.peer());
    assertThat(StandardCharsets.UTF_8.decode(answer.payload()).toString())
        .isEqualTo("2026-11-20 23:19:05\n");
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.services.Engines#withDatagrams")
  void sendsTheCurrentTimeByDefault(Engine engine) throws IOException {
    assertThat(Datagrams.answer(Daytime.SERVICE, Options.DEFAULTS, engine, ""))
        .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\n");
  }
}

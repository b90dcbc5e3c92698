package dev.heddle.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.LoopPoller;
import dev.heddle.LoopView;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BusyPollTest {
  private static final Handler ECHO =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          connection.writeLine(line);
        }
      };

  @ParameterizedTest
  @EnumSource
  void goesRoundWithNothingToDoAndServesWhatComesMeanwhile(LoopPoller poller) throws Exception {
    Engine engine = Engine.loops(1, poller, Duration.ofDays(1));
    try (Server server = Server.builder(ECHO).engine(engine).start()) {
      LoopView loop = server.loops().getFirst();
      long before = loop.turns();
      Eventually.that("10,000 turns", () -> loop.turns() > before + 10_000);
      assertThat(loop.isWaiting()).isFalse();
      assertEchoes(server);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sleepsWhenNothingHasHappenedForSoLongAndWakesForWhatComes(LoopPoller poller)
      throws Exception {
    Engine engine = Engine.loops(1, poller, Duration.ofMillis(5));
    try (Server server = Server.builder(ECHO).engine(engine).start()) {
      LoopView loop = server.loops().getFirst();
      Eventually.that("asleep", loop::isWaiting);
      assertEchoes(server);
      Eventually.that("asleep", loop::isWaiting);
    }
  }

  @ParameterizedTest
  @EnumSource
  void wakesSleepersOfTheLoopInTime(LoopPoller poller) throws Exception {
    Engine engine = Engine.loops(1, poller, Duration.ofNanos(1));
    Handler nap =
        connection -> {
          long start = System.nanoTime();
          Thread.sleep(20);
          connection.writeLine(Long.toString(System.nanoTime() - start));
        };
    try (Server server = Server.builder(nap).engine(engine).start();
        Client client = Client.builder().build();
        Connection connection = client.connect(server.address())) {
      assertThat(Long.parseLong(connection.readLine())).isGreaterThanOrEqualTo(20_000_000);
    }
  }

  @Test
  void refusesALengthThatMakesNoSense() {
    for (Duration length : new Duration[] {Duration.ofNanos(-1), Duration.ofDays(2)}) {
      assertThatThrownBy(() -> Engine.loops(1, LoopPoller.AUTO, length))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be from 0 to PT24H");
    }
  }

  private static void assertEchoes(Server server) throws IOException {
    try (Client client = Client.builder().build();
        Connection connection = client.connect(server.address())) {
      for (int i = 0; i < 100; i++) {
        connection.writeLine("hello " + i);
        connection.flush();
        assertThat(connection.readLine()).isEqualTo("hello " + i);
      }
    }
  }
}

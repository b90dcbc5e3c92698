package dev.heddle.sim.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.ConnectionEndedException;
import dev.heddle.FullPolicy;
import dev.heddle.Limits;
import dev.heddle.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A server serves no more connections at once than it may, and counts each once.
class LimitsWorldTest {
  private static final int CLIENTS = 5;
  private static final int PLACES = 2;

  @ParameterizedTest
  @EnumSource(names = "SELECTOR", mode = EnumSource.Mode.EXCLUDE)
  void clientsWaitForAPlaceAndAllAreServed(Engines engine) {
    check(engine, FullPolicy.WAIT);
  }

  @ParameterizedTest
  @EnumSource(names = "SELECTOR", mode = EnumSource.Mode.EXCLUDE)
  void clientsAboveTheLimitAreRejectedAndCounted(Engines engine) {
    check(engine, FullPolicy.REFUSE);
  }

  private static void check(Engines engine, FullPolicy policy) {
    Limits limits = Limits.DEFAULT.withMaxConnections(PLACES).withWhenFull(policy);
    Engines.check(world -> {
      var open = new AtomicInteger();
      var served = new AtomicInteger();
      Server server =
          world
              .host(Engines.HALL)
              .call(() ->
                  engine
                      .at(
                          Server.builder(connection -> {
                            assertThat(open.incrementAndGet()).isLessThanOrEqualTo(PLACES);
                            connection.writeLine("served");
                            connection.readLine();
                            open.decrementAndGet();
                          }))
                      .limits(limits)
                      .start());
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(world.host("client-" + i).run(() -> come(served)));
      }
      for (Thread client : clients) {
        client.join();
      }
      assertThat(server.drain(Duration.ofSeconds(10))).isTrue();
      assertThat(server.stats().accepted()).isEqualTo(served.get());
      assertThat(server.stats().refused()).isEqualTo(CLIENTS - served.get());
      assertThat(server.stats().closedTotal()).isEqualTo(served.get());
      assertThat(server.stats().handlerFailures()).isZero();
      if (policy == FullPolicy.WAIT) {
        assertThat(served).hasValue(CLIENTS);
      }
    });
  }

  private static void come(AtomicInteger served) throws Exception {
    try (Client client = Client.builder().build();
        Connection connection = client.connect(Engines.hall())) {
      if ("served".equals(connection.readLine())) {
        served.incrementAndGet();
      }
    } catch (ConnectionEndedException e) {
      assertThat(e).isNotNull(); // it was rejected
    }
  }
}

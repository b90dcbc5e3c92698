package dev.heddle.sim.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.ConnectionClosedException;
import dev.heddle.Server;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One thread closes a connection while another uses it.
class ClosingWorldTest {
  private static final int SEEDS = 150;

  @FunctionalInterface
  private interface Use {
    void of(Connection connection) throws IOException;
  }

  @ParameterizedTest
  @EnumSource(names = "SELECTOR", mode = EnumSource.Mode.EXCLUDE)
  void whoReadsAsAnotherThreadClosesIsToldThatThisSideClosed(Engines engine) {
    check(engine, Connection::readLine);
  }

  @ParameterizedTest
  @EnumSource(names = "SELECTOR", mode = EnumSource.Mode.EXCLUDE)
  void whoWritesAsAnotherThreadClosesIsToldThatThisSideClosed(Engines engine) {
    check(
        engine,
        connection -> {
          connection.writeLine("one");
          connection.flush();
        });
  }

  private static void check(Engines engine, Use use) {
    Engines.check(
        SEEDS,
        world -> {
          Server server = world.host(Engines.HALL).call(() -> server(engine, world, use));
          Thread client = world.host("client").run(ClosingWorldTest::readToTheEnd);
          client.join();
          assertThat(server.drain(Duration.ofSeconds(10))).isTrue();
          assertThat(server.stats().handlerFailures()).isZero();
        });
  }

  private static Server server(Engines engine, dev.heddle.sim.World world, Use use)
      throws IOException {
    return engine
        .at(
            Server.builder(connection -> {
              connection.writeLine("zero"); // waits in the buffer, so that the close has to write
              Thread closer = world.run("closer", connection::close);
              try {
                use.of(connection);
              } catch (ConnectionClosedException e) {
                assertThat(e).isNotNull(); // as it should be
              } catch (IOException e) {
                throw new IllegalStateException("told something else", e);
              } finally {
                closer.join();
              }
            }))
        .start();
  }

  private static void readToTheEnd() throws Exception {
    try (Client client = Client.builder().build();
        Connection connection = client.connect(Engines.hall())) {
      while (connection.readLine() != null) {
        // Up to the end.
      }
    }
  }
}

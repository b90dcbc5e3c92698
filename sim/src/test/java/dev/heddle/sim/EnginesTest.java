package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import dev.heddle.Server;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Heddle's engines, unchanged, on the simulated network.
class EnginesTest {
  static Stream<Arguments> engines() {
    return Stream.of(
        Arguments.of("loops", (Supplier<Engine>) () -> Engine.loops(2)),
        Arguments.of("loops nio", (Supplier<Engine>) () -> Engine.loops(1, LoopPoller.NIO)),
        Arguments.of("virtual", (Supplier<Engine>) Engine::virtual),
        Arguments.of("threads", (Supplier<Engine>) Engine::threads));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engines")
  void linesAreEchoed(String name, Supplier<Engine> engine) {
    Report report = Simulation.of(world -> echo(world, engine)).seeds(200).run();
    report.requireSuccess();
  }

  private static void echo(World world, Supplier<Engine> engine) throws Exception {
    Server server =
        world
            .host("server")
            .call(() ->
                Server.builder(EnginesTest::echo)
                    .engine(engine.get())
                    .address(new InetSocketAddress("0.0.0.0", 7001))
                    .start());
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String name = "client-" + i;
      clients.add(world.host(name).run(() -> talk(name)));
    }
    for (Thread client : clients) {
      client.join();
    }
    server.close();
  }

  private static void talk(String name) throws Exception {
    try (Client client = Client.builder().engine(Engine.virtual()).build();
        Connection connection = client.connect(new InetSocketAddress("server", 7001))) {
      for (int i = 0; i < 20; i++) {
        String line = name + " says " + i;
        connection.writeLine(line);
        assertThat(connection.readLine()).isEqualTo(line);
        Thread.sleep(1000);
      }
    }
  }

  private static void echo(Connection connection) throws Exception {
    for (String line; (line = connection.readLine()) != null; ) {
      connection.writeLine(line);
    }
  }
}

package dev.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/// The tests of docs/library.md.
class GreetingTest {
  private static void greet(Connection connection) throws IOException {
    for (String line; (line = connection.readLine()) != null; ) {
      connection.writeLine("hello, " + line);
    }
  }

  // region greeting
  private final Handler greeting = GreetingTest::greet; // what is to be tested

  @Test
  void aNameIsGreeted() throws IOException {
    try (var pair = ConnectionPair.serving(greeting)) {
      pair.client().writeLine("ann");
      assertThat(pair.client().readLine()).isEqualTo("hello, ann");
    }
  }

  @Test
  void aDrainedServerEndsItsConnections() throws Exception {
    Engine memory = MemoryNetwork.engine();
    try (Server server = Server.builder(greeting).engine(memory).start();
        Client client = Client.builder().engine(memory).build();
        Connection ann = client.connect(server.address())) {
      ann.writeLine("ann");
      assertThat(ann.readLine()).isEqualTo("hello, ann");
      var drained = new FutureTask<>(() -> server.drain(Duration.ofSeconds(10)));
      Thread.startVirtualThread(drained);
      assertThat(ann.readLine()).isNull();
      ann.close();
      assertThat(drained.get()).isTrue();
    }
  }
  // endregion
}

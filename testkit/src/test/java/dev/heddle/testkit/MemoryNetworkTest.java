package dev.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Client;
import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.ConnectionClosedException;
import dev.heddle.Engine;
import dev.heddle.FullPolicy;
import dev.heddle.Group;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Message;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MemoryNetworkTest {
  private static final Handler ECHO =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          connection.writeLine("ECHO: " + line);
        }
      };

  private final Engine memory = MemoryNetwork.engine();

  private Client client() {
    return Client.builder().engine(memory).build();
  }

  @Test
  void aHandlerIsTestedWithoutASocket() throws Exception {
    try (var pair = ConnectionPair.serving(ECHO)) {
      Connection client = pair.client();
      client.writeLine("hello");
      assertThat(client.readLine()).isEqualTo("ECHO: hello");
      client.writeText("one\ntwo\nlast");
      client.closeOutput();
      assertThat(client.readLine()).isEqualTo("ECHO: one");
      assertThat(client.readLine()).isEqualTo("ECHO: two");
      assertThat(client.readLine()).isEqualTo("ECHO: last");
      assertThat(client.readLine()).isNull();
      assertThat(pair.server().stats().messagesIn()).isEqualTo(4);
    }
  }

  @Test
  void whatOneEndWritesTheOtherOneReads() throws Exception {
    try (var two = ConnectionPair.open()) {
      two.first().writeFrame(new byte[] {1, 2, 3});
      two.first().flush();
      assertThat(two.second().readFrame()).containsExactly(1, 2, 3);
      two.second().writeLine("back");
      two.second().flush();
      assertThat(two.first().readLine()).isEqualTo("back");
      two.second().close();
      assertThat(two.first().readLine()).isNull();
    }
  }

  @Test
  void aWriterWaitsForAPeerThatDoesNotReadAndNothingIsLost() throws Exception {
    int size = 1024 * 1024;
    try (var pair =
        ConnectionPair.serving(connection -> {
          byte[] all = connection.readExactly(size);
          connection.write(all);
        })) {
      byte[] bytes = new byte[size];
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) (i * 31 + (i >> 8));
      }
      pair.client().write(ByteBuffer.wrap(bytes));
      pair.client().flush();
      Eventually.that(
          "the answer fills the pipe", () -> pair.server().stats().bytesOut() >= 64 * 1024);
      assertThat(pair.server().stats().bytesOut()).isLessThan(size);
      assertThat(pair.client().readExactly(size)).isEqualTo(bytes);
    }
  }

  @Test
  void anAbortIsAResetForThePeer() throws Exception {
    try (var two = ConnectionPair.open()) {
      two.second().abort();
      assertThatThrownBy(() -> two.first().readLine())
          .isInstanceOf(ConnectionBrokenException.class);
      assertThatThrownBy(() -> two.second().readLine())
          .isInstanceOf(ConnectionClosedException.class);
    }
  }

  @Test
  void aReadTimesOutAndTheConnectionIsUsableAfterwards() throws Exception {
    try (var two = ConnectionPair.open()) {
      two.first().readTimeout(Duration.ofMillis(20));
      assertThatThrownBy(() -> two.first().readLine()).isInstanceOf(SocketTimeoutException.class);
      two.first().readTimeout(null);
      two.second().writeLine("late");
      two.second().flush();
      assertThat(two.first().readLine()).isEqualTo("late");
    }
  }

  @Test
  void anIdleClientIsClosed() throws Exception {
    var limits = Limits.DEFAULT.withIdleTimeout(Duration.ofMillis(50));
    try (var pair = ConnectionPair.serving(ECHO, limits)) {
      assertThat(pair.client().readLine()).isNull();
      Eventually.that("it is gone", () -> pair.server().stats().active() == 0);
      assertThat(pair.server().stats().closed().get(CloseReason.IDLE)).isEqualTo(1);
    }
  }

  @Test
  void aDrainEndsIdleClientsAndLetsAMessageBeFinished() throws Exception {
    try (Server server = Server.builder(ECHO).engine(memory).start();
        Client client = client();
        Connection idle = client.connect(server.address());
        Connection middle = client.connect(server.address())) {
      middle.writeText("half a ");
      middle.flush();
      Eventually.that(
          "it is read",
          () -> server.connections().stream().anyMatch(each -> each.unfinished() == 7));
      var drained = new CompletableFuture<Boolean>();
      Thread.startVirtualThread(() -> {
        try {
          drained.complete(server.drain(Duration.ofSeconds(20)));
        } catch (Throwable e) {
          drained.completeExceptionally(e);
        }
      });
      assertThat(idle.readLine()).isNull();
      middle.writeLine("line");
      assertThat(middle.readLine()).isEqualTo("ECHO: half a line");
      assertThat(middle.readLine()).isNull();
      middle.close();
      idle.close();
      assertThat(Eventually.result(drained)).isTrue();
      assertThatThrownBy(() -> client.connect(server.address()))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void oneClientTooManyIsRefusedWithAReason() throws Exception {
    var limits = Limits.DEFAULT.withMaxConnections(1).withWhenFull(FullPolicy.REFUSE);
    try (Server server = Server.builder(ECHO).engine(memory).limits(limits).start();
        Client client = client();
        Connection first = client.connect(server.address())) {
      first.writeLine("in");
      assertThat(first.readLine()).isEqualTo("ECHO: in");
      try (Connection second = client.connect(server.address())) {
        assertThat(second.readLine()).startsWith("error: full: 1 connection is open");
        assertThat(second.readLine()).isNull();
      }
    }
  }

  @Test
  void aBroadcastReachesAllAndAMemberThatDoesNotReadDelaysNobody() throws Exception {
    var group = new Group();
    Handler joins =
        connection -> {
          group.add(connection);
          connection.readLine();
        };
    try (Server server = Server.builder(joins).engine(memory).start();
        Client client = client();
        Connection reader = client.connect(server.address())) {
      Connection silent = client.connect(server.address());
      Eventually.that("both are in", () -> group.size() == 2);
      String line = "x".repeat(10_000);
      for (int i = 0; i < 50; i++) {
        group.broadcast(Message.line(line));
        assertThat(reader.readLine()).isEqualTo(line);
      }
      silent.abort();
    }
  }

  @Test
  void aPortIsTakenOnceAndFreeAfterTheClose() throws Exception {
    try (Server server = Server.builder(ECHO).engine(memory).port(7001).start()) {
      assertThat(server.port()).isEqualTo(7001);
      assertThatThrownBy(() -> Server.builder(ECHO).engine(memory).port(7001).start())
          .isInstanceOf(BindException.class);
      Server.builder(ECHO).engine(MemoryNetwork.engine()).port(7001).start().close();
    }
    Server.builder(ECHO).engine(memory).port(7001).start().close();
  }

  @Test
  void aHandlerThatThrowsResetsNothingThatWasWrittenBefore() throws Exception {
    try (var pair =
        ConnectionPair.serving(connection -> {
          connection.writeLine("answered");
          throw new IllegalStateException("on purpose");
        })) {
      assertThat(pair.client().readLine()).isEqualTo("answered");
      assertThat(pair.client().readLine()).isNull();
      Eventually.that("it is counted", () -> pair.server().stats().handlerFailures() == 1);
    }
  }
}

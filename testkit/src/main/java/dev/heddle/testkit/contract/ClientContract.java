package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.ConnectionBusyException;
import dev.heddle.ConnectionClosedException;
import dev.heddle.IdleTimeoutException;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The other end: the same connections, made by this side.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("client")
abstract class ClientContract extends Contract {

  @Test
  void aConnectionTalksToAServer() throws IOException {
    Server server = serve(ECHO);
    try (Connection connection = client().connect("127.0.0.1", server.port())) {
      for (int i = 0; i < 10; i++) {
        connection.writeLine("line " + i);
        assertThat(connection.readLine()).isEqualTo("ECHO: line " + i);
      }
    }
  }

  @Test
  void theConnectionKnowsBothItsAddresses() throws IOException {
    Server server = serve(ECHO);
    try (Connection connection = client().connect(server.address())) {
      assertThat(connection.peerAddress()).isEqualTo(server.address());
      assertThat(((InetSocketAddress) connection.localAddress()).getPort()).isPositive();
      assertThat(connection.id()).isPositive();
    }
  }

  @Test
  void aTaskRunsOnTheClientsEngineAndConnectsFromThere() {
    Server server = serve(ECHO);
    var answer = new CompletableFuture<String>();
    Client client = client();
    client.execute(() -> {
      try (Connection connection = client.connect(server.address())) {
        connection.writeLine("hello");
        answer.complete(connection.readLine());
      } catch (IOException e) {
        answer.completeExceptionally(e);
      }
    });
    assertThat(answer.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join())
        .isEqualTo("ECHO: hello");
  }

  @Test
  void aHandlerRunsOverAConnection() {
    Server server = serve(ECHO);
    var answer = new CompletableFuture<String>();
    Client client = client();
    CompletableFuture<Void> ended =
        client.start(
            server.address(),
            c -> {
              c.writeLine("hello");
              answer.complete(c.readLine());
            });
    Eventually.result(ended);
    assertThat(answer.join()).isEqualTo("ECHO: hello");
    assertThat(client.active()).isZero();
  }

  @Test
  void aHandlersExceptionIsTheResult() {
    Server server = serve(ECHO);
    Client client = client();
    CompletableFuture<Void> ended =
        client.start(
            server.address(),
            c -> {
              throw new IllegalStateException("on purpose");
            });
    assertThat(Eventually.failure(ended)).isInstanceOf(IllegalStateException.class);
    assertThat(client.active()).isZero();
  }

  @Test
  void aConnectionThatCannotBeMadeIsTheResult() {
    CompletableFuture<Void> ended =
        client()
            .start(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), deafPort()), c -> {});
    assertThat(Eventually.failure(ended)).isInstanceOf(ConnectException.class);
  }

  @Test
  void aPortWhereNobodyListensRefusesAndTheMessageNamesIt() {
    int port = deafPort();
    assertThatThrownBy(() -> client().connect("127.0.0.1", port))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("127.0.0.1:" + port);
  }

  @Test
  void anUnknownHostIsSaidToBeUnknown() {
    assertThatThrownBy(() -> client().connect("no-such-host.invalid", 1))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUpInTime() throws IOException {
    try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SocketAddress address = full.getLocalSocketAddress();
      List<SocketChannel> fillers = fill(address);
      Client client =
          closing(clientBuilder().engine(engine()).connectTimeout(Duration.ofMillis(200)).build());
      long began = System.nanoTime();
      assertThatThrownBy(() -> client.connect(address)).isInstanceOf(SocketTimeoutException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofMillis(150), Duration.ofSeconds(8));
      assertThat(client.active()).isZero();
      for (SocketChannel filler : fillers) {
        filler.close();
      }
    }
  }

  @Test
  void aServersEndIsTheEndOfTheStream() throws IOException {
    Server server = serve(c -> c.writeLine("bye"));
    try (Connection connection = client().connect(server.address())) {
      assertThat(connection.readLine()).isEqualTo("bye");
      assertThat(connection.readLine()).isNull();
    }
  }

  @Test
  void aServersAbortIsBlamedOnIt() throws IOException {
    Server server =
        serve(c -> {
          c.readLine();
          c.abort();
        });
    try (Connection connection = client().connect(server.address())) {
      connection.writeLine("go");
      assertThatThrownBy(connection::readLine).isInstanceOf(ConnectionBrokenException.class);
    }
  }

  @Test
  void aConnectionLeavesTheClientWhenItCloses() throws IOException {
    Server server = serve(ECHO);
    Client client = client();
    Connection connection = client.connect(server.address());
    assertThat(client.active()).isEqualTo(1);
    connection.close();
    assertThat(client.active()).isZero();
    connection.close();
    assertThat(client.active()).isZero();
  }

  @Test
  void aConnectionThatBrokeLeavesTheClientWhenItCloses() throws IOException {
    Server server =
        serve(c -> {
          c.readLine();
          c.abort();
        });
    Client client = client();
    Connection connection = client.connect(server.address());
    connection.writeLine("go");
    assertThatThrownBy(connection::readLine).isInstanceOf(ConnectionBrokenException.class);
    connection.close();
    assertThat(client.active()).isZero();
  }

  @Test
  void nothingMovesForTooLongOnAClientsConnection() throws IOException {
    Server server = serve(SINK);
    Client client =
        closing(
            clientBuilder()
                .engine(engine())
                .limits(QUICK.withIdleTimeout(Duration.ofMillis(200)))
                .build());
    Connection connection = client.connect(server.address());
    assertThatThrownBy(connection::readLine).isInstanceOf(IdleTimeoutException.class);
    Eventually.that("it has left", () -> client.active() == 0);
  }

  @Test
  void aClientsIdleTimeoutHoldsWhateverTheOrder() throws IOException {
    Server server = serve(SINK);
    Client client =
        closing(
            clientBuilder()
                .engine(engine())
                .idleTimeout(Duration.ofMillis(200))
                .changeLimits(limits -> limits.withMaxMessageBytes(9))
                .limits(QUICK)
                .build());
    Connection connection = client.connect(server.address());
    assertThatThrownBy(connection::readLine).isInstanceOf(IdleTimeoutException.class);
  }

  @Test
  void aClientsConnectionThatNobodyReadsIsNotIdle() throws IOException {
    Server server = serve(ECHO);
    Client client =
        closing(
            clientBuilder()
                .engine(engine())
                .limits(QUICK.withIdleTimeout(Duration.ofMillis(100)))
                .build());
    Connection connection = client.connect(server.address());
    connection.writeLine("still here");
    connection.flush();
    Eventually.that("it is answered", () -> server.stats().messagesOut() == 1);
    Eventually.stays("it is open", Duration.ofMillis(250), () -> client.active() == 1);
    assertThat(connection.readLine()).isEqualTo("ECHO: still here");
    connection.close();
  }

  @Test
  void closingTheClientAbortsWhatIsOpen() throws IOException {
    var served = new Served<>(Connection::readLine);
    Server server = serve(served);
    Client client = client();
    Connection connection = client.connect(server.address());
    served.connection();
    Future<String> reading = aside(connection::readLine);
    client.close();
    assertThat(Eventually.failure(reading)).isInstanceOf(ConnectionClosedException.class);
    assertThat(served.failure()).isInstanceOf(ConnectionBrokenException.class);
    assertThat(client.active()).isZero();
  }

  @Test
  void closingTheClientTwiceIsClosingItOnce() throws IOException {
    Client client = client();
    client.close();
    client.close();
    assertThatThrownBy(() -> client.connect("127.0.0.1", 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingAClientLeavesServersOfTheSameEngineAlone() throws IOException {
    Server server = serve(ECHO);
    Client first = client();
    Client second = client();
    Connection connection = second.connect(server.address());
    first.close();
    connection.writeLine("still here");
    assertThat(connection.readLine()).isEqualTo("ECHO: still here");
  }

  @Test
  void severalThreadsMayCloseAClientAtOnceAndServersOfTheSameEngineGoOn() throws Exception {
    Server server = serve(ECHO);
    var client = new AtomicReference<Client>();
    var next = new CyclicBarrier(2, () -> client.set(clientBuilder().engine(engine()).build()));
    var arrived = new AtomicInteger();
    Action closing =
        () -> {
          for (int all = 2; all <= 1000; all += 2) {
            next.await();
            arrived.incrementAndGet();
            while (arrived.get() < all) {
              Thread.onSpinWait();
            }
            client.get().close();
          }
        };
    Future<Void> other = asideRun(closing);
    closing.run();
    Eventually.result(other);
    assertThat(peer(server).send("still here\n").line()).isEqualTo("ECHO: still here");
  }

  @Test
  void anInterruptWhileConnectingLeavesNoConnectionBehind() {
    Server server = serve(ECHO);
    Client client = client();
    Eventually.failure(
        asideRun(() -> {
          Thread.currentThread().interrupt();
          client.connect(server.address()).close();
          throw new IOException("it was there in time");
        }));
    assertThat(client.active()).isZero();
    assertThat(peer(server).send("next\n").line()).isEqualTo("ECHO: next");
    Eventually.that("the other has left", () -> server.stats().active() == 1);
  }

  @Test
  void anInterruptWhileReadingClosesTheConnection() throws IOException {
    Server server = serve(ECHO);
    Connection connection = client().connect(server.address());
    Future<String> reading =
        aside(() -> {
          Thread.currentThread().interrupt();
          return connection.readLine();
        });
    assertThat(Eventually.failure(reading)).isInstanceOf(ConnectionClosedException.class);
    Eventually.that("the server sees its end", () -> server.stats().closedTotal() == 1);
  }

  @Test
  void anInterruptWhileWritingClosesTheConnection() throws IOException {
    Server server = serve(c -> Thread.sleep(Long.MAX_VALUE));
    Connection connection = client().connect(server.address());
    Future<Void> writing =
        asideRun(() -> {
          Thread.currentThread().interrupt();
          writeUntilItFails(connection);
        });
    assertThat(Eventually.failure(writing)).isInstanceOf(ConnectionClosedException.class);
    assertThat(Eventually.failure(asideRun(() -> connection.write(new byte[100_000]))))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aConnectionMayBeReadAndWrittenByTwoPlainThreadsAtOnce() throws IOException {
    Server server = serve(ECHO);
    try (Connection connection = client().connect(server.address())) {
      Future<Void> writing =
          asideRun(() -> {
            for (int i = 0; i < 5000; i++) {
              connection.writeLine("line " + i);
            }
            connection.flush();
          });
      for (int i = 0; i < 5000; i++) {
        assertThat(connection.readLine()).isEqualTo("ECHO: line " + i);
      }
      Eventually.result(writing);
    }
  }

  @Test
  void aTimedReadWorksOnAPlainThread() throws IOException {
    Server server = serve(ECHO);
    try (Connection connection = client().connect(server.address())) {
      connection.readTimeout(Duration.ofMillis(50));
      assertThatThrownBy(connection::readLine).isInstanceOf(SocketTimeoutException.class);
      connection.readTimeout(null);
      connection.writeLine("late");
      assertThat(connection.readLine()).isEqualTo("ECHO: late");
    }
  }

  @Test
  void aSecondReaderIsRefusedOnPlainThreadsToo() throws IOException {
    var served =
        new Served<>(c -> {
          c.writeText("half ");
          c.flush();
          return c.readLine();
        });
    Server server = serve(served);
    try (Connection connection = client().connect(server.address())) {
      Future<byte[]> reading = aside(() -> readWhenItMay(connection));
      Eventually.that("it waits", () -> refusesAReader(connection));
      Eventually.that("the first half is sent", () -> server.stats().bytesOut() == 5);
      served.connection().outbox().sendText("a li.");
      assertThat(Eventually.result(reading)).isEqualTo(utf8("half a li."));
    }
  }

  /// The one who looks whether it waits may be in the way.
  private static byte[] readWhenItMay(Connection connection) throws IOException {
    while (true) {
      try {
        return connection.readExactly(10);
      } catch (ConnectionBusyException e) {
        Thread.yield();
      }
    }
  }

  private static boolean refusesAReader(Connection connection) {
    try {
      // Takes nothing, whether it comes before the first reader or after it.
      connection.readExactly(0);
      return false;
    } catch (ConnectionBusyException e) {
      return true;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theOutboxOfAClientsConnectionWorks() throws IOException {
    Server server = serve(ECHO);
    try (Connection connection = client().connect(server.address())) {
      Future<String> reading = aside(connection::readLine);
      assertThat(connection.outbox().sendLine("from the outbox")).isTrue();
      assertThat(Eventually.result(reading)).isEqualTo("ECHO: from the outbox");
    }
  }

  @Test
  void manyConnectionsOfOneClientWorkAtOnce() {
    needs(MANY_AT_ONCE);
    Server server = serve(ECHO);
    Client client = client();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String text = "client " + i;
      all.add(
          client.start(
              server.address(),
              c -> {
                for (int round = 0; round < 20; round++) {
                  c.writeLine(text);
                  assertThat(c.readLine()).isEqualTo("ECHO: " + text);
                }
              }));
    }
    all.forEach(Eventually::result);
    assertThat(client.active()).isZero();
    assertThat(server.stats().messagesIn()).isEqualTo(2000);
  }

  @Test
  void largeTransfersGoBothWaysAtOnce() throws IOException {
    Server server =
        serve(c -> {
          java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(16 * 1024);
          while (c.read(buffer.clear()) >= 0) {
            c.write(buffer.flip());
          }
        });
    byte[] all = pattern(16 * 1024 * 1024);
    try (Connection connection = client().connect(server.address())) {
      Future<Void> writing =
          asideRun(() -> {
            connection.write(all);
            connection.closeOutput();
          });
      assertThat(java.util.Arrays.equals(connection.readExactly(all.length), all)).isTrue();
      Eventually.result(writing);
      assertThat(connection.readLine()).isNull();
    }
  }

  @Test
  void aConnectTimeoutOfNothingIsRefused() {
    assertThatThrownBy(() -> clientBuilder().connectTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// Fills a backlog, so that the next connect gets no answer.
  private List<SocketChannel> fill(SocketAddress address) throws IOException {
    List<SocketChannel> fillers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      SocketChannel filler = SocketChannel.open();
      filler.configureBlocking(false);
      filler.connect(address);
      fillers.add(filler);
    }
    long end = System.nanoTime() + Duration.ofMillis(50).toNanos();
    while (System.nanoTime() < end) {
      for (SocketChannel filler : fillers) {
        if (filler.isConnectionPending()) {
          filler.finishConnect();
        }
      }
    }
    assertThat(fillers).anyMatch(SocketChannel::isConnectionPending);
    return fillers;
  }
}

package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.Datagram;
import dev.heddle.DatagramHandler;
import dev.heddle.DatagramServer;
import dev.heddle.Refusal;
import dev.heddle.fixtures.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// One function from datagram to datagram.
@Needs(EngineUnderTest.Ability.DATAGRAMS)
@Tag("datagram")
abstract class DatagramContract extends Contract {
  private static final DatagramHandler ECHO = d -> d.reply(copy(d.payload()));

  @Test
  void aDatagramIsAnswered() throws IOException {
    DatagramServer server = datagrams(ECHO);
    try (var socket = socket()) {
      assertThat(ask(socket, server, utf8("hello"))).isEqualTo(utf8("hello"));
    }
  }

  @Test
  void anEmptyDatagramIsAnswered() throws IOException {
    DatagramServer server =
        datagrams(d -> d.reply(ByteBuffer.wrap(utf8("got " + d.payload().remaining()))));
    try (var socket = socket()) {
      assertThat(ask(socket, server, new byte[0])).isEqualTo(utf8("got 0"));
    }
  }

  @Test
  void anEmptyAnswerIsAnAnswer() throws IOException {
    DatagramServer server = datagrams(d -> d.reply(ByteBuffer.allocate(0)));
    try (var socket = socket()) {
      assertThat(ask(socket, server, utf8("x"))).isEmpty();
    }
  }

  @Test
  void theRequestItselfMayBeTheAnswer() throws IOException {
    DatagramServer server = datagrams(d -> d);
    try (var socket = socket()) {
      assertThat(ask(socket, server, utf8("mirror"))).isEqualTo(utf8("mirror"));
      assertThat(ask(socket, server, utf8("m"))).isEqualTo(utf8("m"));
    }
  }

  @Test
  void largeDatagramsAreAnsweredWhole() throws IOException {
    DatagramServer server = datagrams(ECHO);
    byte[] large = pattern(60_000);
    try (var socket = socket()) {
      assertThat(ask(socket, server, large)).isEqualTo(large);
    }
  }

  @Test
  void noAnswerIsNoAnswer() throws IOException {
    DatagramServer server =
        datagrams(d -> text(d).equals("quiet") ? null : d.reply(copy(d.payload())));
    try (var socket = socket()) {
      send(socket, server, utf8("quiet"));
      assertThat(ask(socket, server, utf8("loud"))).isEqualTo(utf8("loud"));
      Eventually.that("it is counted", () -> server.stats().messagesOut() > 0);
      assertThat(server.stats().messagesIn()).isEqualTo(2);
      assertThat(server.stats().messagesOut()).isEqualTo(1);
    }
  }

  @Test
  void aHandlerThatThrowsDoesNotStopIt() throws IOException {
    var calls = new AtomicInteger();
    DatagramServer server =
        datagrams(d -> {
          if (calls.incrementAndGet() % 2 == 1) {
            throw new IllegalStateException("on purpose");
          }
          return d.reply(copy(d.payload()));
        });
    try (var socket = socket()) {
      for (int i = 0; i < 3; i++) {
        send(socket, server, utf8("lost"));
        assertThat(ask(socket, server, utf8("kept"))).isEqualTo(utf8("kept"));
      }
      assertThat(server.stats().handlerFailures()).isEqualTo(3);
    }
  }

  @Test
  void aHandlerThatThrowsAnErrorDoesNotStopIt() throws IOException {
    DatagramServer server =
        datagrams(d -> {
          if (text(d).equals("bad")) {
            throw new AssertionError("on purpose");
          }
          return d.reply(copy(d.payload()));
        });
    try (var socket = socket()) {
      send(socket, server, utf8("bad"));
      assertThat(ask(socket, server, utf8("good"))).isEqualTo(utf8("good"));
      assertThat(server.stats().handlerFailures()).isEqualTo(1);
    }
  }

  @Test
  void aHandlerThatLeavesItsThreadInterruptedDoesNotStopIt() throws IOException {
    DatagramServer server =
        datagrams(d -> {
          Thread.currentThread().interrupt();
          return ECHO.answer(d);
        });
    try (var socket = socket()) {
      for (int i = 0; i < 3; i++) {
        assertThat(ask(socket, server, utf8("hello " + i))).isEqualTo(utf8("hello " + i));
      }
    }
  }

  @Test
  void anInterruptThatComesTooLateForTheHandlerDoesNotStopItInSilence() throws IOException {
    var answering = new AtomicReference<Thread>();
    DatagramServer server =
        datagrams(d -> {
          answering.set(Thread.currentThread());
          return ECHO.answer(d);
        });
    try (var socket = socket()) {
      assertThat(ask(socket, server, utf8("hello"))).isEqualTo(utf8("hello"));
      Thread thread = answering.get();
      Eventually.that("it waits", () -> thread.getState() == Thread.State.WAITING);
      thread.interrupt();
      socket.setSoTimeout(50);
      Eventually.that(
          "it answers, or says why not",
          () -> server.failure() != null || isAnswered(socket, server));
    }
  }

  @Test
  void anAnswerThatCannotBeSentDoesNotStopIt() throws IOException {
    DatagramServer server =
        datagrams(d ->
            switch (text(d)) {
              case "long" -> d.reply(ByteBuffer.allocate(70_000));
              case "nowhere" ->
                  new Datagram(
                      InetSocketAddress.createUnresolved("no-such-host.invalid", 1),
                      ByteBuffer.wrap(utf8("x")));
              default -> d.reply(copy(d.payload()));
            });
    try (var socket = socket()) {
      send(socket, server, utf8("long"));
      assertThat(ask(socket, server, utf8("one"))).isEqualTo(utf8("one"));
      send(socket, server, utf8("nowhere"));
      assertThat(ask(socket, server, utf8("two"))).isEqualTo(utf8("two"));
    }
  }

  @Test
  void whatWasNotSentIsNotCountedAsSent() throws IOException {
    DatagramServer server =
        datagrams(
            d -> d.reply(text(d).equals("long") ? ByteBuffer.allocate(70_000) : copy(d.payload())));
    try (var socket = socket()) {
      send(socket, server, utf8("long"));
      assertThat(ask(socket, server, utf8("one"))).isEqualTo(utf8("one"));
      Eventually.that("it is counted", () -> server.stats().bytesOut() > 0);
      assertThat(server.stats().messagesIn()).isEqualTo(2);
      assertThat(server.stats().messagesOut()).isEqualTo(1);
      assertThat(server.stats().bytesOut()).isEqualTo(3);
    }
  }

  @Test
  void eachPeerGetsItsOwnAnswers() throws IOException {
    DatagramServer server = datagrams(ECHO);
    try (var one = socket();
        var two = socket()) {
      for (int i = 0; i < 50; i++) {
        send(one, server, utf8("one " + i));
        send(two, server, utf8("two " + i));
        assertThat(receive(two)).isEqualTo(utf8("two " + i));
        assertThat(receive(one)).isEqualTo(utf8("one " + i));
      }
    }
  }

  @Test
  void aConversationIsCountedExactly() throws IOException {
    DatagramServer server = datagrams(ECHO);
    try (var socket = socket()) {
      for (int i = 0; i < 10; i++) {
        ask(socket, server, utf8("12345"));
      }
    }
    Eventually.that("all are counted", () -> server.stats().bytesOut() >= 50);
    var stats = server.stats();
    assertThat(stats.messagesIn()).isEqualTo(10);
    assertThat(stats.messagesOut()).isEqualTo(10);
    assertThat(stats.bytesIn()).isEqualTo(50);
    assertThat(stats.bytesOut()).isEqualTo(50);
    assertThat(stats.accepted()).isZero();
  }

  @Test
  void aPortInUseIsRefusedAndNamed() throws IOException {
    DatagramServer server = datagrams(ECHO);
    assertThatThrownBy(
            () -> DatagramServer.builder(ECHO).engine(engine()).port(server.port()).start())
        .isInstanceOf(BindException.class)
        .hasMessageContaining("127.0.0.1:" + server.port());
  }

  @Test
  void closingFreesThePort() throws IOException {
    DatagramServer server = datagrams(ECHO);
    int port = server.port();
    server.close();
    server.close();
    for (int i = 0; i < 50; i++) {
      DatagramServer.builder(ECHO).engine(engine()).port(port).start().close();
    }
    try (var again = DatagramServer.builder(ECHO).engine(engine()).port(port).start();
        var socket = socket()) {
      assertThat(ask(socket, again, utf8("again"))).isEqualTo(utf8("again"));
    }
  }

  @Test
  void theAnswerOfAnotherServerIsNotAnswered() throws IOException {
    DatagramServer first = datagrams(ECHO);
    // Asked by a client, it sends to the first one: as if that had asked it by a forged datagram.
    DatagramServer second = datagrams(d -> new Datagram(first.address(), copy(d.payload())));
    try (var socket = socket()) {
      send(socket, second, utf8("round and round"));
      Eventually.that(
          "it is left out", () -> first.stats().refusals().get(Refusal.SERVICE_PORT) == 1);
      assertThat(ask(socket, first, utf8("a client"))).isEqualTo(utf8("a client"));
      assertThat(second.stats().messagesIn()).isEqualTo(1);
      // The client may have its answer before that is counted.
      Eventually.that("one answer is counted", () -> first.stats().messagesOut() == 1);
    }
  }

  @Test
  void aPeerThatGoesOnAndOnIsLeftWithoutAnAnswerInTheEnd() throws IOException {
    DatagramServer server =
        closing(DatagramServer.builder(ECHO).engine(engine()).answerRate(1).start());
    try (var socket = socket();
        var other = socket()) {
      for (int i = 0; i < 1000; i++) {
        ask(socket, server, utf8("x"));
      }
      Eventually.that(
          "an answer is left out",
          () -> {
            try {
              send(socket, server, utf8("x"));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return server.stats().refusals().get(Refusal.PEER_RATE) > 0;
          });
      assertThat(ask(other, server, utf8("another"))).isEqualTo(utf8("another"));
    }
  }

  @Test
  void aClientOnThisMachineGetsAllAnswers() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/net/udp")));
    DatagramServer server =
        closing(DatagramServer.builder(ECHO).engine(engine()).answerRate(1).start());
    try (var socket = socket()) {
      socket.connect(server.address());
      for (int i = 0; i < 3000; i++) {
        assertThat(ask(socket, server, utf8("x"))).isEqualTo(utf8("x"));
      }
    }
    assertThat(server.stats().refused()).isZero();
  }

  private DatagramServer datagrams(DatagramHandler handler) throws IOException {
    return closing(DatagramServer.builder(handler).engine(engine()).start());
  }

  private static DatagramSocket socket() throws IOException {
    var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(5_000);
    return socket;
  }

  private static void send(DatagramSocket socket, DatagramServer server, byte[] bytes)
      throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, server.address()));
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no answer", e);
    }
    return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static byte[] ask(DatagramSocket socket, DatagramServer server, byte[] bytes)
      throws IOException {
    send(socket, server, bytes);
    return receive(socket);
  }

  private static boolean isAnswered(DatagramSocket socket, DatagramServer server) {
    var packet = new DatagramPacket(new byte[1], 1);
    try {
      send(socket, server, utf8("x"));
      socket.receive(packet);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuffer copy(ByteBuffer source) {
    return ByteBuffer.allocate(source.remaining()).put(source).flip();
  }

  private static String text(Datagram datagram) {
    return StandardCharsets.UTF_8.decode(datagram.payload().duplicate()).toString();
  }
}

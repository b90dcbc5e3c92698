package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Client;
import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.ConnectionBusyException;
import dev.heddle.ConnectionClosedException;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How connections end: by whom, in what order, and what the other threads see of it.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("closing")
abstract class ClosingContract extends Contract {
  @Test
  void theHandlersReturnFlushesAndCloses() {
    Peer peer = peerOf(new Served<>(c -> write(c, "bye")));
    assertThat(peer.text(3)).isEqualTo("bye");
    peer.seesTheEnd();
  }

  @Test
  void whatAHandlerHasWrittenIsSentEvenIfItReturnsInterrupted() {
    Peer peer =
        peerOf(
            new Served<>(c -> {
              c.writeText("bye");
              Thread.currentThread().interrupt();
              return null;
            }));
    assertThat(peer.text(3)).isEqualTo("bye");
    peer.seesTheEnd();
  }

  @Test
  void thePeersEndIsTheEndOfTheStreamAndIsSeenAgainAndAgain() {
    var served = new Served<>(c -> c.readLine() + c.readLine() + c.readLine());
    peerOf(served).halfClose();
    assertThat(served.value()).isEqualTo("nullnullnull");
  }

  @Test
  void aPeerThatHasHalfClosedStillGetsItsAnswers() {
    Peer peer = peer(serve(ECHO));
    peer.send("one\ntwo\n").halfClose();
    assertThat(peer.line()).isEqualTo("ECHO: one");
    assertThat(peer.line()).isEqualTo("ECHO: two");
    peer.seesTheEnd();
  }

  @Test
  void aPeerThatHasHalfClosedCanBeWrittenToForLong() {
    Peer peer =
        peerOf(
            new Served<>(c -> {
              assertThat(c.readLine()).isNull();
              for (int i = 0; i < 2000; i++) {
                c.writeLine("line " + i);
              }
              return null;
            }));
    peer.halfClose();
    for (int i = 0; i < 2000; i++) {
      assertThat(peer.line()).isEqualTo("line " + i);
    }
    peer.seesTheEnd();
  }

  @Test
  void closingTheOutputLeavesTheInputOpen() {
    var served =
        new Served<>(c -> {
          c.writeLine("all I have to say");
          c.closeOutput();
          return c.readLine() + c.readLine();
        });
    Peer peer = peerOf(served);
    assertThat(peer.line()).isEqualTo("all I have to say");
    peer.seesTheEnd();
    peer.send("still\nhere\n");
    assertThat(served.value()).isEqualTo("stillhere");
  }

  @Test
  void closingTheOutputTwiceIsClosingItOnce() {
    var served =
        new Served<>(c -> {
          c.closeOutput();
          c.closeOutput();
          return c.readLine();
        });
    Peer peer = peerOf(served);
    peer.seesTheEnd();
    peer.send("heard\n");
    assertThat(served.value()).isEqualTo("heard");
  }

  @Test
  void closingAfterBothSidesHaveClosedTheirOutputIsNoFailure() {
    var both = new CountDownLatch(1);
    var served =
        new Served<>(c -> {
          c.closeOutput();
          both.await();
          c.close();
          return "closed";
        });
    Server server = serve(served);
    Peer peer = peer(server);
    peer.seesTheEnd();
    peer.close();
    both.countDown();
    assertThat(served.value()).isEqualTo("closed");
    Eventually.that("it is over", () -> server.stats().closedTotal() == 1);
    assertThat(server.stats().closed()).containsEntry(CloseReason.ENDED, 1L);
  }

  @Test
  void twoThreadsThatAbortAtOnceCloseItOnce() throws Exception {
    needs(MANY_AT_ONCE);
    Server server = serve(ECHO);
    Client client = client();
    int many = suite().overTls() ? 30 : 100;
    for (int round = 0; round < 2; round++) { // worlds try far more ways to meet
      List<Connection> open = connect(client, server, many);
      var arrived = new AtomicInteger();
      Action aborting =
          () -> {
            int all = 0;
            for (Connection connection : open) {
              all += 2;
              arrived.incrementAndGet();
              while (arrived.get() < all) {
                Thread.yield();
              }
              connection.abort();
            }
          };
      Future<Void> other = asideRun(aborting);
      aborting.run();
      Eventually.result(other);
      for (Connection next : connect(client, server, many)) { // none is in another's way
        next.writeLine("x");
        assertThat(promptly(next::readLine)).isEqualTo("ECHO: x");
        next.close();
      }
    }
  }

  private static List<Connection> connect(Client client, Server server, int count)
      throws IOException {
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      connections.add(client.connect(server.address()));
    }
    return connections;
  }

  @Test
  void writingAfterClosingTheOutputIsNotBlamedOnThePeer() {
    var served =
        new Served<>(c -> {
          c.closeOutput();
          c.writeLine("too late");
          c.flush();
          return null;
        });
    peerOf(served);
    assertThat(served.failure()).isInstanceOf(ConnectionClosedException.class);
  }

  @Test
  void readingAfterCloseSaysThatThisSideClosed() {
    var served =
        new Served<>(c -> {
          c.close();
          return c.readLine();
        });
    peerOf(served).halfClose();
    assertThat(served.failure()).isInstanceOf(ConnectionClosedException.class);
  }

  @Test
  void writingAfterCloseSaysThatThisSideClosed() {
    var served =
        new Served<>(c -> {
          c.close();
          c.writeLine("too late");
          return null;
        });
    peerOf(served).halfClose();
    assertThat(served.failure()).isInstanceOf(ConnectionClosedException.class);
  }

  @Test
  void closingTwiceIsClosingOnce() {
    var served =
        new Served<>(c -> {
          write(c, "once");
          c.close();
          c.close();
          return true;
        });
    Peer peer = peerOf(served);
    assertThat(peer.text(4)).isEqualTo("once");
    peer.seesTheEnd();
    peer.close();
    assertThat(served.value()).isTrue();
  }

  @Test
  void closingFromAnotherThreadEndsAReadThatWaits() {
    var served = new Served<>(Connection::readLine);
    Peer peer = peerOf(served);
    closeAside(served.connection());
    assertThat(served.failure()).isInstanceOf(ConnectionClosedException.class);
    peer.seesItGone();
  }

  @Test
  void closingFromAnotherThreadEndsATimedReadThatWaits() {
    var served =
        new Served<>(c -> {
          c.readTimeout(Duration.ofMinutes(1));
          return c.readLine();
        });
    Peer peer = peerOf(served);
    closeAside(served.connection());
    assertThat(served.failure()).isInstanceOf(ConnectionClosedException.class);
    peer.seesItGone();
  }

  @Test
  void closingFromAnotherThreadEndsAWriteThatWaits() {
    var written = new AtomicLong();
    var served = new Served<>(c -> writeAll(c, written));
    Peer peer = narrowPeer(serve(served));
    Eventually.stalls(Duration.ofMillis(100), written::get);
    closeAside(served.connection());
    assertThat(served.failure()).isInstanceOf(ConnectionClosedException.class);
    peer.seesItGone();
  }

  @Test
  void closingWhileTheOutboxIsStuckInAWriteReturnsPromptly() throws Exception {
    var served = new Served<>(Connection::readLine);
    Peer peer = narrowPeer(serve(served));
    Connection connection = served.connection();
    fill(connection.outbox());
    closeAside(connection);
    assertThat(served.failure()).isInstanceOf(ConnectionClosedException.class);
    peer.seesItGone();
  }

  @Test
  void whoReadsWhileAnotherThreadClosesInGoodOrderIsToldThatThisSideClosed() {
    var closing = new CountDownLatch(1);
    var served =
        new Served<>(c -> {
          Eventually.happens(closing);
          return c.readLine();
        });
    Peer peer = peer(serve(served, QUICK.withLinger(Duration.ofSeconds(5))));
    Connection connection = served.connection();
    Future<Void> closed = asideRun(connection::close);
    peer.seesTheEnd(); // so it has half-closed, and lingers
    closing.countDown();
    assertThat(served.failure()).isInstanceOf(ConnectionClosedException.class);
    peer.close();
    // The handler's end cuts the good order short, of which this close may or may not complain.
    Eventually.that("it returns", closed::isDone);
  }

  @Test
  void whoWritesWhileAnotherThreadClosesInGoodOrderIsToldThatThisSideClosed() {
    var closing = new CountDownLatch(1);
    var served =
        new Served<>(c -> {
          Eventually.happens(closing);
          c.writeLine("too late");
          c.flush();
          return null;
        });
    Peer peer = peer(serve(served, QUICK.withLinger(Duration.ofSeconds(5))));
    Connection connection = served.connection();
    Future<Void> closed = asideRun(connection::close);
    peer.seesTheEnd();
    closing.countDown();
    assertThat(served.failure()).isInstanceOf(ConnectionClosedException.class);
    peer.close();
    // The handler's end cuts the good order short, of which this close may or may not complain.
    Eventually.that("it returns", closed::isDone);
  }

  @Test
  void abortGivesThePeerAReset() {
    var served =
        new Served<>(c -> {
          c.readLine();
          c.abort();
          return true;
        });
    Peer peer = peerOf(served).send("go\n");
    peer.seesAReset();
    assertThat(served.value()).isTrue();
  }

  @Test
  void abortFromAnotherThreadEndsAReadThatWaits() {
    var served = new Served<>(Connection::readLine);
    Peer peer = peerOf(served);
    served.connection().abort();
    assertThat(served.failure()).isInstanceOf(ConnectionClosedException.class);
    peer.seesAReset();
  }

  @Test
  void abortFromAnotherThreadEndsAWriteThatWaits() {
    var written = new AtomicLong();
    var served = new Served<>(c -> writeAll(c, written));
    Peer peer = narrowPeer(serve(served));
    Eventually.stalls(Duration.ofMillis(100), written::get);
    served.connection().abort();
    assertThat(served.failure()).isInstanceOf(ConnectionClosedException.class);
    peer.seesAReset();
  }

  @Test
  void anAnswerIsNotLostThoughTheClientStillSends() {
    Server server =
        serve(
            c -> {
              c.readLine();
              c.writeLine("enough");
            },
            Limits.DEFAULT.withLinger(Duration.ofSeconds(5)));
    Peer peer = peer(server).send("hello\n");
    peer.send(new byte[512 * 1024]);
    assertThat(peer.line()).isEqualTo("enough");
    peer.send(new byte[512 * 1024]);
    peer.seesTheEnd();
    peer.send(new byte[512 * 1024]);
    peer.close();
    Eventually.that("the server lets go", () -> server.stats().active() == 0);
    countsAs(server, CloseReason.ENDED);
  }

  @Test
  void lingeringIsOverAfterItsTime() {
    Server server = serve(c -> c.writeLine("bye"), QUICK);
    Peer peer = peer(server);
    assertThat(peer.line()).isEqualTo("bye");
    peer.seesTheEnd();
    // It does not close, but the server does.
    Eventually.that("the server lets go", () -> server.stats().active() == 0);
  }

  @Test
  void aSecondReaderIsRefusedAndTheFirstIsNotDisturbed() {
    var served = new Served<>(Connection::readLine);
    Server server = serve(served);
    Peer peer = peer(server);
    Connection connection = served.connection();
    peer.send("half a li");
    Eventually.that("it has been read", () -> server.stats().bytesIn() == 9);
    assertThatThrownBy(connection::readLine).isInstanceOf(ConnectionBusyException.class);
    assertThatThrownBy(() -> connection.readExactly(1)).isInstanceOf(ConnectionBusyException.class);
    assertThatThrownBy(connection::awaitMessage).isInstanceOf(ConnectionBusyException.class);
    peer.send("ne\n");
    assertThat(served.value()).isEqualTo("half a line");
  }

  @Test
  void aSecondWriterIsRefusedAndTheFirstIsNotDisturbed() {
    byte[] much = pattern(16 * 1024 * 1024);
    var served =
        new Served<>(c -> {
          c.write(much);
          return true;
        });
    Server server = serve(served);
    Peer peer = narrowPeer(server);
    Connection connection = served.connection();
    Eventually.stalls(Duration.ofMillis(100), () -> server.stats().bytesOut());
    assertThatThrownBy(() -> connection.writeLine("me too"))
        .isInstanceOf(ConnectionBusyException.class);
    assertThatThrownBy(connection::flush).isInstanceOf(ConnectionBusyException.class);
    assertThat(peer.bytes(much.length)).isEqualTo(much);
    peer.seesTheEnd();
    assertThat(served.value()).isTrue();
  }

  private static Object write(Connection connection, String text) throws IOException {
    connection.writeText(text);
    return null;
  }

  private static void closeAside(Connection connection) {
    Eventually.result(asideRun(connection::close));
  }
}

package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.HANDLERS;
import static dev.heddle.testkit.contract.EngineUnderTest.Ability.LINGERS_WHEN_WOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.CloseReason;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The end of an outbox: what waits is sent, and then the connection closes.
@Tag("outbox")
abstract class OutboxEndContract extends OutboxTopic {
  @Test
  void aPeerThatDoesNotReadIsClosedWhenThePatienceIsOver() {
    Server server = serveCallbacks(() -> silent, LARGE);
    Peer peer = narrowPeer(server);
    Outbox outbox = silent.outbox();
    outbox.send(Message.of(pattern(16 * 1024 * 1024)));
    outbox.end(Message.line("too slow"), Duration.ofMillis(100));
    assertThat(outbox.sendLine("after the end")).isFalse();
    Eventually.that("it is over", () -> server.stats().closed().get(CloseReason.ABORTED) == 1);
    assertThat(Eventually.result(silent.closed)).isTrue();
    assertThat(server.stats().handlerFailures()).isZero();
    peer.seesItGone();
  }

  @Test
  void aPeerThatReadsGetsAllWithinThePatience() {
    Server server = serveCallbacks(() -> silent, LARGE);
    Peer peer = narrowPeer(server);
    Outbox outbox = silent.outbox();
    byte[] much = pattern(1024 * 1024);
    outbox.send(Message.of(much));
    outbox.end(Message.line("goodbye"), Duration.ofMinutes(1));
    assertThat(peer.bytes(much.length)).isEqualTo(much);
    assertThat(peer.line()).isEqualTo("goodbye");
    peer.seesTheEnd();
    Eventually.that("it is over", () -> server.stats().closed().get(CloseReason.ENDED) == 1);
  }

  @Test
  void theShortestPatienceCounts() {
    for (boolean shortestFirst : new boolean[] {true, false}) {
      var quiet = new Silent();
      Server server = serveCallbacks(() -> quiet, LARGE);
      narrowPeer(server);
      Outbox outbox = quiet.outbox();
      outbox.send(Message.of(pattern(16 * 1024 * 1024)));
      outbox.end(Message.line("x"), shortestFirst ? Duration.ZERO : Duration.ofMinutes(1));
      outbox.end(Message.line("x"), shortestFirst ? Duration.ofMinutes(1) : Duration.ZERO);
      Eventually.that("it is over", () -> server.stats().closed().get(CloseReason.ABORTED) == 1);
    }
  }

  @Test
  void anEndWithPatienceOfAConnectionThatIsGoneDoesNothing() {
    Server server = serveCallbacks(() -> silent, LARGE);
    Peer peer = peer(server);
    Outbox outbox = silent.outbox();
    peer.close();
    Eventually.that("it is over", () -> server.stats().closed().get(CloseReason.ENDED) == 1);
    outbox.end(Message.line("x"), Duration.ZERO);
    assertThat(server.stats().closedTotal()).isEqualTo(1);
    assertThatThrownBy(() -> outbox.end(Message.line("x"), Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void endSendsWhatWaitsAndThenCloses() {
    Server server = serveCallbacks(() -> silent, LARGE);
    Peer peer = peer(server);
    Outbox outbox = silent.outbox();
    for (int i = 0; i < 100; i++) {
      outbox.sendLine("line " + i);
    }
    outbox.end();
    assertThat(outbox.sendLine("too late")).isFalse();
    assertThat(outbox.isClosed()).isTrue();
    for (int i = 0; i < 100; i++) {
      assertThat(peer.line()).isEqualTo("line " + i);
    }
    peer.seesTheEnd();
    Eventually.that("it is over", () -> server.stats().closed().get(CloseReason.ENDED) == 1);
  }

  @Test
  void endOfAPeerThatReadsSlowlyLosesNothing() {
    Server server = serveCallbacks(() -> silent, LARGE);
    Peer peer = narrowPeer(server);
    Outbox outbox = silent.outbox();
    byte[] much = pattern(16 * 1024 * 1024);
    outbox.send(Message.of(much));
    outbox.end();
    Eventually.stalls(Duration.ofMillis(50), () -> server.stats().bytesOut());
    assertThat(peer.bytes(much.length)).isEqualTo(much);
    peer.seesTheEnd();
  }

  @Test
  void endDoesNotTurnIntoAResetThoughThePeerStillSends() {
    needs(LINGERS_WHEN_WOKEN);
    Server server = serveCallbacks(() -> silent, LARGE.withLinger(Duration.ofSeconds(5)));
    Peer peer = peer(server);
    Outbox outbox = silent.outbox();
    outbox.sendLine("goodbye");
    outbox.end();
    for (int i = 0; i < 100; i++) {
      peer.send("but wait\n");
    }
    assertThat(peer.line()).isEqualTo("goodbye");
    peer.seesTheEnd();
    peer.send("hello?\n").send("hello?\n");
    peer.close();
    Eventually.that("it is over", () -> server.stats().closed().get(CloseReason.ENDED) == 1);
  }

  @Test
  void endingTwiceIsEndingOnce() {
    Peer peer = peer(serveCallbacks(() -> silent, LARGE));
    silent.outbox().end();
    silent.outbox().end();
    peer.seesTheEnd();
  }

  @Test
  void endWakesAHandlerThatReads() {
    needs(HANDLERS);
    var served = new Served<>(c -> c.readLine());
    Peer peer = peerOf(served);
    Outbox outbox = served.connection().outbox();
    outbox.sendLine("bye");
    outbox.end();
    assertThat(peer.line()).isEqualTo("bye");
    peer.seesTheEnd();
    assertThat(served.value()).isNull();
  }

  @Test
  void anEndThatIsSentBeforeTheHandlerReadsOnIsNoTimeout() {
    needs(HANDLERS);
    var served =
        new Served<>(c -> {
          c.readTimeout(Duration.ofMinutes(1));
          c.readLine();
          c.outbox().end(Message.line("bye"));
          Eventually.that("it is sent", () -> c.outbox().pending() == 0);
          Eventually.settles(Duration.ofMillis(50), c.outbox()::pending); // the reader is told so
          return c.readLine();
        });
    Server server = serve(served);
    Peer peer = peer(server).send("go\n");
    assertThat(peer.line()).isEqualTo("bye");
    assertThat(served.value()).isNull();
    peer.seesTheEnd();
    countsAs(server, CloseReason.ENDED);
    assertThat(server.stats().handlerFailures()).isZero();
  }
}

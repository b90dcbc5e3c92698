package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.HANDLERS;
import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.heddle.Connection;
import dev.heddle.LoopView;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// An outbox that others fill without end harms nobody else.
@Tag("outbox")
abstract class OutboxFloodContract extends OutboxTopic {
  private static final String FLOOD_LINE = "flood " + "o".repeat(1000);

  /// For a peer that reads as fast as it can: more than it reads while the flooding thread is not
  /// running.
  private static final int LARGE_FLOOD = 16 * 1024 * 1024;

  private static final Message BLOCK = Message.of(new byte[64 * 1024]);

  @Test
  void anOutboxThatIsFilledWithoutEndDoesNotKeepTheHandlerFromWriting() {
    needs(HANDLERS);
    byte[] block = pattern(64 * 1024 - 1);
    String hex = HexFormat.of().formatHex(block);
    var served =
        new Served<>(c -> {
          for (int i = 0; i < 200; i++) {
            c.writeLine("handler " + i + " " + hex);
            c.flush();
          }
          return c.readLine();
        });
    Peer peer = peer(serve(served, LARGE));
    Outbox outbox = served.connection().outbox();
    Future<Void> flooding = flood(outbox, Message.line(FLOOD_LINE), FLOOD);
    for (int i = 0; i < 200; ) {
      String line = peer.line();
      if (!line.equals(FLOOD_LINE)) {
        assertThat(line).isEqualTo("handler " + i + " " + hex);
        i++;
      }
    }
    outbox.end();
    Eventually.result(flooding);
  }

  @Test
  void anOutboxThatIsFilledWithoutEndDoesNotKeepAConnectionFromBeingClosed() {
    needs(HANDLERS);
    var served = new Served<>(Connection::readLine);
    Peer peer = peer(serve(served, LARGE));
    Future<Void> flooding = flood(served.connection().outbox(), Message.line(FLOOD_LINE), FLOOD);
    peer.send("end\n");
    String line;
    do {
      line = peer.line();
      assertThat(line).isIn(FLOOD_LINE, null);
    } while (line != null);
    Eventually.result(flooding);
  }

  @Test
  void anOutboxThatIsFilledWithoutEndDelaysNoOtherConnection() {
    needs(MANY_AT_ONCE);
    var first = new AtomicBoolean(true);
    Server server =
        serveCallbacks(() -> first.getAndSet(false) ? silent : new CallbackServices.Echo(), LARGE);
    Future<Void> reading = readOn(peer(server));
    Future<Void> flooding = flood(silent.outbox(), BLOCK, LARGE_FLOOD);
    for (int i = 0; i < 4; i++) { // more than any engine here has loops
      Peer other = peer(server);
      for (int j = 0; j < 50; j++) {
        assertThat(other.send(j + "\n").line()).isEqualTo(String.valueOf(j));
      }
    }
    silent.outbox().end();
    Eventually.result(flooding);
    Eventually.result(reading);
  }

  @Test
  void anOutboxThatIsFilledWithoutEndDoesNotHoldItsLoop() {
    Server server = serveCallbacks(() -> silent, LARGE);
    assumeFalse(server.loops().isEmpty(), () -> engine() + " has no loops");
    Future<Void> reading = readOn(peer(server));
    Outbox outbox = silent.outbox();
    Eventually.that("all wait", () -> server.loops().stream().allMatch(LoopView::isWaiting));
    Future<Void> flooding = flood(outbox, BLOCK, LARGE_FLOOD);
    var busy = new CompletableFuture<LoopView>();
    Eventually.that(
        "one is busy",
        () -> {
          server.loops().stream().filter(loop -> !loop.isWaiting()).forEach(busy::complete);
          return busy.isDone();
        });
    assertThat(mostInOneTurn(busy.join(), server)).isLessThan(1024 * 1024);
    outbox.end();
    Eventually.result(flooding);
    Eventually.result(reading);
  }

  /// How many bytes the server sends at most while its only busy loop makes one turn, as seen from
  /// outside.
  private static long mostInOneTurn(LoopView loop, Server server) {
    long most = 0;
    long turn = -1;
    long sentBefore = 0;
    for (long sent = 0; sent < 256 * 1024 * 1024; ) {
      long now = loop.turns();
      sent = server.stats().bytesOut();
      if (now != turn) {
        turn = now;
        sentBefore = sent;
      } else if (now == loop.turns()) {
        most = Math.max(most, sent - sentBefore);
      }
    }
    return most;
  }

  private static Future<Void> readOn(Peer peer) {
    byte[] into = new byte[1024 * 1024];
    return asideRun(() -> {
      while (peer.read(into) >= 0) {}
    });
  }
}

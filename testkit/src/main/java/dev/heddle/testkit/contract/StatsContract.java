package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.CloseReason;
import dev.heddle.Server;
import dev.heddle.ServerStats;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.DataInputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a server counts.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("stats")
abstract class StatsContract extends Contract {

  @Test
  void aServerThatHasDoneNothingHasCountedNothing() {
    ServerStats stats = serve(ECHO).stats();
    assertThat(stats.accepted()).isZero();
    assertThat(stats.active()).isZero();
    assertThat(stats.refused()).isZero();
    assertThat(stats.closedTotal()).isZero();
    assertThat(stats.idleCloses()).isZero();
    assertThat(stats.closed()).containsOnlyKeys(CloseReason.values());
    assertThat(stats.messagesIn() + stats.messagesOut()).isZero();
    assertThat(stats.bytesIn() + stats.bytesOut()).isZero();
    assertThat(stats.outboxOverflows() + stats.handlerFailures()).isZero();
  }

  @Test
  void aScriptedConversationIsCountedExactly() {
    Server server = serve(ECHO);
    Peer peer = peer(server);
    for (int i = 0; i < 10; i++) {
      assertThat(peer.send("hello\n").line()).isEqualTo("ECHO: hello");
    }
    peer.halfClose().seesTheEnd();
    peer.close();
    ServerStats stats = over(server);
    assertThat(stats.accepted()).isEqualTo(1);
    assertThat(stats.messagesIn()).isEqualTo(10);
    assertThat(stats.messagesOut()).isEqualTo(10);
    assertThat(stats.bytesIn()).isEqualTo(60);
    assertThat(stats.bytesOut()).isEqualTo(120);
    assertThat(stats.closed().get(CloseReason.ENDED)).isEqualTo(1);
    assertThat(stats.closedTotal()).isEqualTo(1);
  }

  @Test
  void whatIsUnderWayIsSeenSoon() {
    Server server = serve(ECHO);
    Peer peer = peer(server);
    assertThat(peer.send("hello\n").line()).isEqualTo("ECHO: hello");
    Eventually.that("seen", () -> server.stats().bytesOut() == 12 && server.stats().bytesIn() == 6);
    assertThat(server.stats().active()).isEqualTo(1);
    assertThat(server.stats().accepted()).isEqualTo(1);
    assertThat(server.stats().closedTotal()).isZero();
  }

  @Test
  void eachKindOfReadIsOneMessageHoweverItsBytesCome() {
    Server server =
        serve(c -> {
          c.readLine();
          c.readUntil((byte) ';');
          c.readFrame();
          c.readExactly(4);
          c.write(new byte[] {1});
          c.readLine();
        });
    String script = "line\nuntil;\0\0\0\2frexac";
    Peer together = peer(server).send(script);
    together.bytes(1);
    together.close();
    long inOnePiece = over(server).messagesIn();
    Peer apart = peer(server);
    for (int i = 0; i < script.length(); i++) {
      apart.send(script.substring(i, i + 1));
      long sent = i + 1L + script.length();
      Eventually.that("it is read", () -> server.stats().bytesIn() == sent);
    }
    apart.bytes(1);
    apart.close();
    long byteByByte = over(server).messagesIn() - inOnePiece;
    assertThat(byteByByte).isEqualTo(inOnePiece);
  }

  @Test
  void aMessageThatIsAwaitedIsOneHoweverManyReadsItTakes() {
    Server server =
        serve(c -> {
          while (c.awaitMessage()) {
            assertThat(c.awaitMessage()).as("it is still there").isTrue();
            int size = c.readExactly(1)[0];
            c.readExactly(size);
          }
          c.writeLine("over");
        });
    Peer peer = peer(server).send("\3abc\2de").send("\4").send("fghi").halfClose();
    assertThat(peer.line()).isEqualTo("over");
    assertThat(over(server).messagesIn()).isEqualTo(3);
  }

  @Test
  void whatAHandlerCountsItselfIsNotCountedByAwaiting() {
    Server server =
        serve(c -> {
          c.countMessages(0, 0);
          while (c.awaitMessage()) {
            c.readLine();
            c.countMessages(2, 0);
          }
          c.writeLine("over");
        });
    assertThat(peer(server).send("a\nb\n").halfClose().line()).isEqualTo("over");
    assertThat(over(server).messagesIn()).isEqualTo(4);
  }

  @Test
  void fewerMessagesThanNoneAreRefused() {
    var served =
        new Served<>(c -> {
          assertThatThrownBy(() -> c.countMessages(-1, 0))
              .isInstanceOf(IllegalArgumentException.class);
          assertThatThrownBy(() -> c.countMessages(0, -1))
              .isInstanceOf(IllegalArgumentException.class);
          return c.readLine();
        });
    peerOf(served).send("counts\n");
    assertThat(served.value()).isEqualTo("counts");
  }

  @Test
  void outboxMessagesAreCountedLikeWrites() {
    var served =
        new Served<>(c -> {
          for (int i = 0; i < 5; i++) {
            c.outbox().sendLine("12345");
            c.writeLine("67890");
          }
          return null;
        });
    Server server = serve(served);
    assertThat(peer(server).rest()).hasSize(60);
    ServerStats stats = over(server);
    assertThat(stats.messagesOut()).isEqualTo(10);
    assertThat(stats.bytesOut()).isEqualTo(60);
  }

  @Test
  void aHandlerMayCountItsMessagesItself() {
    Server server =
        serve(c -> {
          c.countMessages(0, 0);
          var in = new DataInputStream(c.input());
          for (int i = 0; i < 2; i++) {
            byte[] body = new byte[in.readUnsignedShort()];
            in.readFully(body);
            c.countMessages(1, 0);
            c.write(new byte[] {(byte) body.length});
            c.write(body);
            c.flush();
            c.countMessages(0, 1);
          }
          c.outbox().sendLine("over");
        });
    assertThat(peer(server).send("\0\3abc\0\2de").rest()).asString().isEqualTo("\3abc\2deover\n");
    ServerStats stats = over(server);
    assertThat(stats.messagesIn()).isEqualTo(2);
    assertThat(stats.messagesOut()).isEqualTo(3);
  }

  @Test
  void eachReasonOfClosingIsCountedAsItself() {
    Server server =
        serve(
            c -> {
              switch (c.readLine()) {
                case "end" -> c.writeLine("bye");
                case "fail" -> throw new IllegalStateException("on purpose");
                case "wait" -> c.readLine();
                case "malformed" -> c.readExactly(100);
                default -> c.close();
              }
            },
            QUICK.withIdleTimeout(Duration.ofMillis(300)));
    peer(server).send("end\n").seesItGone();
    peer(server).send("close\n").seesItGone();
    peer(server).send("fail\n").seesItGone();
    peer(server).send("malformed\ncut short").halfClose().seesItGone();
    peer(server).send("wait\n").seesItGone(); // idle
    Peer broken = peer(server).send("wait\n");
    Eventually.that("it waits", () -> server.stats().messagesIn() == 6);
    broken.reset();
    Eventually.that("all are over", () -> server.stats().closedTotal() == 6);
    assertThat(server.stats().closed())
        .isEqualTo(
            Map.of(
                CloseReason.ENDED, 2L,
                CloseReason.FAILED, 1L,
                CloseReason.MALFORMED, 1L,
                CloseReason.MEMORY, 0L,
                CloseReason.PROBED, 0L,
                CloseReason.EVICTED, 0L,
                CloseReason.IDLE, 1L,
                CloseReason.BROKEN, 1L,
                CloseReason.OVERFLOW, 0L,
                CloseReason.ABORTED, 0L));
    assertThat(server.stats().handlerFailures()).isEqualTo(1);
    assertThat(server.stats().idleCloses()).isEqualTo(1);
  }

  @Test
  void manyConnectionsAddUp() {
    Server server = serve(ECHO);
    int connections = engineUnderTest().can(MANY_AT_ONCE) ? 200 : 50;
    for (int i = 0; i < connections; i++) {
      Peer peer = peer(server);
      assertThat(peer.send("x\n").line()).isEqualTo("ECHO: x");
      peer.close();
    }
    Eventually.that("all are over", () -> server.stats().closedTotal() == connections);
    ServerStats stats = server.stats();
    assertThat(stats.accepted()).isEqualTo(connections);
    assertThat(stats.messagesIn()).isEqualTo(connections);
    assertThat(stats.messagesOut()).isEqualTo(connections);
    assertThat(stats.bytesIn()).isEqualTo(2L * connections);
    assertThat(stats.bytesOut()).isEqualTo(8L * connections);
    assertThat(stats.active()).isZero();
  }

  @Test
  void theFiguresRemainWhenTheServerHasClosed() {
    Server server = serve(ECHO);
    Peer peer = peer(server);
    assertThat(peer.send("x\n").line()).isEqualTo("ECHO: x");
    Eventually.that("the write has returned", () -> server.stats().bytesOut() == 8);
    server.close();
    assertThat(server.stats().bytesOut()).isEqualTo(8);
    assertThat(server.stats().closed().get(CloseReason.ABORTED)).isEqualTo(1);
    assertThat(server.stats().active()).isZero();
  }

  private static ServerStats over(Server server) {
    Eventually.that("it is over", () -> server.stats().active() == 0);
    return server.stats();
  }
}

package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.FullPolicy;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import dev.heddle.testkit.contract.CallbackServices.Diary;
import dev.heddle.testkit.contract.CallbackServices.Echo;
import dev.heddle.testkit.contract.CallbackServices.Lines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a server promises holds for callbacks, too: draining, limits, figures.
@Tag("protocol")
abstract class ProtocolServerContract extends Contract {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void drainEndsAConnectionThatIsBetweenMessages() {
    var diary = new Diary();
    Server server = serveCallbacks(() -> diary, QUICK);
    Peer peer = peer(server);
    Eventually.result(diary.outbox);
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    peer.seesTheEnd();
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
    assertThat(diary.calls).containsExactly("connected", "ended", "closed");
    assertThat(diary.cause()).isEqualTo("null");
  }

  @Test
  void drainWaitsForAMessageThatHasBegun() {
    Server server = serveCallbacks(() -> new Lines(s -> "got " + s), QUICK);
    Peer peer = peer(server).send("half a ");
    awaitUnfinished(server, 7);
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    Eventually.that("it drains", () -> server.state() == ServerState.DRAINING);
    peer.send("line\n");
    assertThat(peer.line()).isEqualTo("got half a line");
    peer.seesTheEnd();
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void drainAbortsWhatDoesNotEndInTime() {
    var diary =
        new Diary() {
          @Override
          public boolean midMessage() {
            return true;
          }
        };
    Server server = serveCallbacks(() -> diary, QUICK);
    Peer peer = peer(server).send("x");
    Eventually.that("received", () -> server.stats().bytesIn() == 1);
    assertThat(Eventually.result(aside(() -> server.drain(Duration.ofMillis(150))))).isFalse();
    peer.seesAReset();
    assertThat(diary.cause()).isNotEqualTo("null");
    assertThat(server.stats().closed().get(CloseReason.ABORTED)).isEqualTo(1);
    assertThat(server.stats().handlerFailures()).isZero();
  }

  @Test
  void drainUnderLoadLosesNoAnswerAndNobodySeesAReset() throws Exception {
    int clients = engineUnderTest().can(MANY_AT_ONCE) ? 16 : 1;
    var answered = new AtomicInteger();
    var served = new CountDownLatch(clients); // else the port's end resets those in the backlog
    Server server =
        serveCallbacks(
            () -> new Lines(s -> "got " + s), Limits.DEFAULT.withLinger(Duration.ofSeconds(5)));
    List<Future<Integer>> last = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Peer peer = peer(server);
      last.add(
          aside(() -> {
            int count = 0;
            peer.send("0\n");
            for (String line; (line = peer.line()) != null; ) {
              assertThat(line).isEqualTo("got " + count);
              if (count++ == 0) {
                served.countDown();
              }
              answered.incrementAndGet();
              peer.send(count + "\n");
            }
            peer.close();
            return count;
          }));
    }
    Eventually.that("they run", () -> answered.get() > 100 * clients && served.getCount() == 0);
    assertThat(server.drain(LONG)).isTrue();
    long all = 0;
    for (Future<Integer> count : last) {
      all += Eventually.result(count);
    }
    assertThat(server.stats().messagesOut()).isEqualTo(all);
    assertThat(server.stats().closed().get(CloseReason.ENDED)).isEqualTo(clients);
  }

  @Test
  void closingTheServerAbortsConnections() {
    var diary = new Diary();
    Server server = serveCallbacks(() -> diary, QUICK);
    Peer peer = peer(server);
    Eventually.result(diary.outbox);
    server.close();
    peer.seesAReset();
    assertThat(diary.cause()).isNotEqualTo("null");
  }

  @Test
  void aClientAboveTheLimitWaits() {
    Server server = serveCallbacks(Echo::new, QUICK.withMaxConnections(1));
    Peer first = peer(server).send("a\n");
    assertThat(first.line()).isEqualTo("a");
    Peer second = peer(server).send("b\n");
    Eventually.stays("it waits", Duration.ofMillis(150), () -> !second.hasSomething());
    first.close();
    assertThat(second.line()).isEqualTo("b");
  }

  @Test
  void aClientAboveTheLimitIsRejectedIfThatIsThePolicy() {
    plainOnly("a rejected client gets an alert, and no line");
    needs(MANY_AT_ONCE);
    Server server =
        serveCallbacks(Echo::new, QUICK.withMaxConnections(1).withWhenFull(FullPolicy.REFUSE));
    Peer first = peer(server).send("a\n");
    assertThat(first.line()).isEqualTo("a");
    Peer second = peer(server);
    assertThat(second.line()).startsWith("error: ");
    second.seesTheEnd();
    assertThat(server.stats().refused()).isEqualTo(1);
  }

  @Test
  void anIdleConnectionGivesItsPlaceToAClientThatComes() {
    needs(MANY_AT_ONCE);
    var diary = new Diary();
    Server server =
        serveCallbacks(
            () -> diary, QUICK.withMaxConnections(1).withWhenFull(FullPolicy.EVICT_IDLE));
    Peer idle = peer(server).send("a");
    Eventually.that("it has spoken", () -> server.stats().bytesIn() == 1);
    peer(server);
    idle.seesTheEnd();
    assertThat(diary.cause()).isEqualTo("null");
    assertThat(diary.calls).startsWith("connected", "received", "ended", "closed");
    Eventually.that("the other is in", () -> server.stats().accepted() == 2);
    assertThat(server.stats().closed()).containsEntry(CloseReason.EVICTED, 1L);
  }

  @Test
  void aConnectionInAMessageKeepsItsPlace() {
    needs(MANY_AT_ONCE);
    Server server =
        serveCallbacks(
            () -> new Lines(s -> "got " + s),
            QUICK.withMaxConnections(1).withWhenFull(FullPolicy.EVICT_IDLE));
    Peer half = peer(server).send("half a ");
    awaitUnfinished(server, 7);
    Peer next = peer(server).send("next\n");
    Eventually.stays("it waits", Duration.ofMillis(400), () -> server.stats().accepted() == 1);
    assertThat(half.send("line\n").line()).isEqualTo("got half a line");
    assertThat(next.line()).isEqualTo("got next");
    half.seesTheEnd();
  }

  @Test
  void notMoreAreAcceptedInASecondThanTheRateAllows() {
    Server server = serveCallbacks(Echo::new, QUICK.withAcceptRate(40));
    long began = System.nanoTime();
    for (int i = 0; i < 15; i++) {
      Peer peer = peer(server);
      assertThat(peer.send("x\n").line()).isEqualTo("x");
      peer.close();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(8));
  }

  @Test
  void manyConnectionsAreServedAtOnce() {
    needs(MANY_AT_ONCE);
    Server server = serveCallbacks(Echo::new, QUICK);
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      peers.add(peer(server));
    }
    for (int i = 0; i < peers.size(); i++) {
      peers.get(i).send(i + "\n");
    }
    for (int i = 0; i < peers.size(); i++) {
      assertThat(peers.get(i).line()).isEqualTo(String.valueOf(i));
    }
    assertThat(server.stats().active()).isEqualTo(200);
  }

  @Test
  void aScriptedConversationIsCountedExactly() {
    Server server = serveCallbacks(() -> new Lines(s -> "got " + s), QUICK);
    Peer peer = peer(server);
    for (int i = 0; i < 10; i++) {
      assertThat(peer.send("hello\n").line()).isEqualTo("got hello");
    }
    peer.halfClose().seesTheEnd();
    peer.close();
    Eventually.that("it is over", () -> server.stats().active() == 0);
    var stats = server.stats();
    assertThat(stats.accepted()).isEqualTo(1);
    assertThat(stats.bytesIn()).isEqualTo(60);
    assertThat(stats.bytesOut()).isEqualTo(100);
    assertThat(stats.messagesOut()).isEqualTo(10);
    assertThat(stats.messagesIn()).isEqualTo(10);
    assertThat(stats.closed().get(CloseReason.ENDED)).isEqualTo(1);
    assertThat(stats.closedTotal()).isEqualTo(1);
  }
}

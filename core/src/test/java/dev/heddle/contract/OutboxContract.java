package dev.heddle.contract;

import static dev.heddle.contract.EngineUnderTest.Ability.HANDLERS;
import static dev.heddle.contract.EngineUnderTest.Ability.LINGERS_WHEN_WOKEN;
import static dev.heddle.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.Limits;
import dev.heddle.LoopView;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.OverflowPolicy;
import dev.heddle.Protocol;
import dev.heddle.Server;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The way to write to a connection from anywhere. Runs on every engine: the connections are served
/// by a protocol that only hands its outbox out.
@Tag("outbox")
public abstract class OutboxContract extends Contract {
  private static final Limits LARGE = QUICK.withOutbox(64 * 1024 * 1024, OverflowPolicy.DISCONNECT);

  private static final int FLOOD = 128 * 1024;
  private static final String FLOOD_LINE = "flood " + "o".repeat(1000);

  /// For a peer that reads as fast as it can: more than it reads while the flooding thread is not
  /// running.
  private static final int LARGE_FLOOD = 16 * 1024 * 1024;

  private static final Message BLOCK = Message.of(new byte[64 * 1024]);

  /// Remembers its outbox and ignores all input but `end`.
  private static final class Silent implements Protocol {
    final CompletableFuture<Outbox> outbox = new CompletableFuture<>();
    final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    @Override
    public void connected(Outbox own) {
      outbox.complete(own);
    }

    @Override
    public void received(ByteBuffer bytes, Outbox own) {}

    @Override
    public void closed(Throwable cause) {
      closed.complete(true);
    }

    Outbox outbox() {
      return Eventually.result(outbox);
    }
  }

  private final Silent silent = new Silent();

  @Test
  void aMessageGoesOutThoughTheHandlerWaitsInARead() {
    Peer peer = peer(serveCallbacks(() -> silent, LARGE));
    assertThat(silent.outbox().sendLine("from elsewhere")).isTrue();
    assertThat(peer.line()).isEqualTo("from elsewhere");
    Outbox outbox = silent.outbox();
    Eventually.that("nothing waits any more", () -> outbox.pending() == 0);
  }

  @Test
  void allKindsOfMessagesArriveAsTheyAre() {
    Peer peer = peer(serveCallbacks(() -> silent, LARGE));
    Outbox outbox = silent.outbox();
    outbox.sendLine("grüße");
    outbox.sendText("no newline,");
    ByteBuffer bytes = ByteBuffer.wrap(utf8("then bytes\n"));
    outbox.send(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    outbox.send(Message.of(new byte[0]));
    outbox.send(Message.line("end"));
    assertThat(peer.line()).isEqualTo("grüße");
    assertThat(peer.line()).isEqualTo("no newline,then bytes");
    assertThat(peer.line()).isEqualTo("end");
  }

  @Test
  void itNamesItsConnection() {
    peer(serveCallbacks(() -> silent, LARGE));
    assertThat(silent.outbox().connectionId()).isPositive();
  }

  @Test
  void aLastMessageFitsThoughTheOutboxIsFull() {
    Limits dropping = QUICK.withOutbox(256 * 1024, OverflowPolicy.DROP_NEWEST);
    Peer peer = narrowPeer(serveCallbacks(() -> silent, dropping));
    Outbox outbox = silent.outbox();
    fill(outbox);
    Eventually.that("nothing fits", () -> !outbox.sendLine("x".repeat(64 * 1024)));
    outbox.end(Message.line("too slow"));
    assertThat(outbox.sendLine("after the end")).isFalse();
    String last = "";
    for (String line; (line = peer.line()) != null; ) {
      last = line;
    }
    assertThat(last).endsWith("too slow");
    assertThat(Eventually.result(silent.closed)).isTrue();
  }

  @Test
  void aFlushSendsWhatWaitsInTheOutboxToo() {
    needs(HANDLERS);
    Peer peer =
        peerOf(
            new Served<>(connection -> {
              connection.writeLine("written");
              connection.outbox().sendLine("queued");
              connection.flush();
              return connection.outbox().pending() + connection.readLine();
            }));
    assertThat(List.of(peer.line(), peer.line())).containsExactlyInAnyOrder("written", "queued");
    peer.send("done\n");
    assertThat(peer.line()).isNull();
  }

  @Test
  void manySendersEachKeepTheirOrderAndTearNoMessage() {
    int senders = 8;
    int messages = 2000;
    Server server = serveCallbacks(() -> silent, LARGE);
    Peer peer = peer(server);
    Outbox outbox = silent.outbox();
    List<Future<Void>> sending = new ArrayList<>();
    for (int s = 0; s < senders; s++) {
      int sender = s;
      sending.add(
          asideRun(() -> {
            for (int i = 0; i < messages; i++) {
              String filler = "x".repeat((i * 37 + sender) % 300);
              assertThat(outbox.sendLine(sender + " " + i + " " + filler + " .")).isTrue();
            }
          }));
    }
    int[] next = new int[senders];
    for (int i = 0; i < senders * messages; i++) {
      String[] parts = peer.line().split(" ");
      int sender = Integer.parseInt(parts[0]);
      assertThat(Integer.parseInt(parts[1])).isEqualTo(next[sender]);
      assertThat(parts[2]).hasSize((next[sender] * 37 + sender) % 300);
      assertThat(parts[3]).isEqualTo(".");
      next[sender]++;
    }
    sending.forEach(Eventually::result);
    Eventually.that("all are counted", () -> server.stats().messagesOut() == senders * messages);
  }

  @Test
  void largeMessagesAreNotTornByThoseOfOthers() {
    Peer peer = peer(serveCallbacks(() -> silent, LARGE));
    Outbox outbox = silent.outbox();
    List<Future<Void>> sending = new ArrayList<>();
    for (char letter : "abcd".toCharArray()) {
      sending.add(
          asideRun(() -> {
            for (int i = 0; i < 10; i++) {
              outbox.sendLine(String.valueOf(letter).repeat(100_000));
            }
          }));
    }
    for (int i = 0; i < 40; i++) {
      String line = peer.line();
      assertThat(line).hasSize(100_000);
      assertThat(line.chars().distinct().count()).isEqualTo(1);
    }
    sending.forEach(Eventually::result);
  }

  @Test
  void sendingNeverBlocksThoughThePeerDoesNotRead() {
    narrowPeer(serveCallbacks(() -> silent, LARGE));
    Outbox outbox = silent.outbox();
    Future<Integer> sending =
        aside(() -> {
          int taken = 0;
          for (int i = 0; i < 1000; i++) {
            taken += outbox.sendText("x".repeat(16 * 1024)) ? 1 : 0;
          }
          return taken;
        });
    assertThat(Eventually.result(sending)).isEqualTo(1000);
  }

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
    Eventually.settles(Duration.ofMillis(50), () -> server.stats().bytesOut());
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
  void theOutboxOfAConnectionThatIsGoneTakesNothing() {
    peer(serveCallbacks(() -> silent, LARGE)).close();
    Outbox outbox = silent.outbox();
    Eventually.that("it is closed", outbox::isClosed);
    assertThat(outbox.sendLine("to nobody")).isFalse();
    assertThat(outbox.pending()).isZero();
  }

  @Test
  void theOutboxOfAConnectionThatWasResetTakesNothing() {
    Server server = serveCallbacks(() -> silent, LARGE);
    Peer peer = peer(server);
    Outbox outbox = silent.outbox();
    peer.reset();
    Eventually.that("it is closed", outbox::isClosed);
    assertThat(outbox.sendLine("to nobody")).isFalse();
    Eventually.that("it is over", () -> server.stats().closed().get(CloseReason.BROKEN) == 1);
  }

  @Test
  void overflowDisconnectsWhereThatIsThePolicy() {
    Server server =
        serveCallbacks(() -> silent, QUICK.withOutbox(64 * 1024, OverflowPolicy.DISCONNECT));
    Peer peer = narrowPeer(server);
    Outbox outbox = silent.outbox();
    boolean refused = false;
    for (int i = 0; i < 100_000 && !refused; i++) {
      refused = !outbox.sendText("x".repeat(8 * 1024));
    }
    assertThat(refused).isTrue();
    Eventually.that("it is over", () -> server.stats().closed().get(CloseReason.OVERFLOW) == 1);
    peer.seesItGone();
    assertThat(server.stats().outboxOverflows()).isEqualTo(1);
    assertThat(outbox.isClosed()).isTrue();
    assertThat(outbox.pending()).isZero();
    assertThat(server.stats().handlerFailures()).isZero();
  }

  @Test
  void overflowDropsTheNewestWhereThatIsThePolicy() {
    Server server =
        serveCallbacks(() -> silent, QUICK.withOutbox(64 * 1024, OverflowPolicy.DROP_NEWEST));
    Peer peer = narrowPeer(server);
    Outbox outbox = silent.outbox();
    int dropped = fillUp(outbox, 6_000);
    assertThat(dropped).isPositive();
    assertThat(outbox.pending()).isLessThanOrEqualTo(64 * 1024);
    Future<List<Integer>> read = aside(() -> numbers(peer));
    Eventually.that("it is sent", () -> outbox.pending() == 0);
    outbox.end();
    List<Integer> numbers = Eventually.result(read);
    assertThat(numbers).hasSize(6_000 - dropped).isSorted().doesNotHaveDuplicates();
    assertThat(numbers).startsWith(0, 1, 2);
    assertThat(server.stats().outboxOverflows()).isEqualTo(dropped);
  }

  @Test
  void overflowDropsTheOldestWhereThatIsThePolicy() {
    Server server =
        serveCallbacks(() -> silent, QUICK.withOutbox(64 * 1024, OverflowPolicy.DROP_OLDEST));
    Peer peer = narrowPeer(server);
    Outbox outbox = silent.outbox();
    assertThat(fillUp(outbox, 6_000)).as("none is refused").isZero();
    assertThat(outbox.pending()).isLessThanOrEqualTo(64 * 1024);
    Future<List<Integer>> read = aside(() -> numbers(peer));
    Eventually.that("it is sent", () -> outbox.pending() == 0);
    outbox.end();
    List<Integer> numbers = Eventually.result(read);
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    assertThat(numbers).endsWith(5_997, 5_998, 5_999);
    assertThat(server.stats().outboxOverflows()).isPositive().isEqualTo(6_000 - numbers.size());
  }

  @Test
  void aMessageThatCanNeverFitIsDroppedAndDropsNoOther() {
    Server server =
        serveCallbacks(() -> silent, QUICK.withOutbox(1024, OverflowPolicy.DROP_OLDEST));
    Peer peer = narrowPeer(server);
    Outbox outbox = silent.outbox();
    // Whatever is being sent when the large one comes, the small ones wait behind the 600.
    assertThat(outbox.sendLine("a".repeat(600))).isTrue();
    assertThat(outbox.sendLine("b".repeat(100))).isTrue();
    assertThat(outbox.sendLine("c".repeat(5000))).isFalse();
    outbox.end();
    assertThat(peer.line()).isEqualTo("a".repeat(600));
    assertThat(peer.line()).isEqualTo("b".repeat(100));
    peer.seesTheEnd();
    Eventually.that("one is counted", () -> server.stats().outboxOverflows() == 1);
  }

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
        serveCallbacks(() -> first.getAndSet(false) ? silent : new Callbacks.Echo(), LARGE);
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

  @Test
  void messagesDoNotTearWhatTheHandlerWrites() {
    needs(HANDLERS);
    var stop = new AtomicBoolean();
    var served =
        new Served<>(c -> {
          for (int i = 0; i < 3000; i++) {
            c.writeLine("handler " + i + " " + "h".repeat(i % 500));
            if (i % 10 == 0) {
              c.flush();
            }
          }
          stop.set(true);
          return c.readLine();
        });
    Peer peer = peer(serve(served, LARGE));
    Outbox outbox = served.connection().outbox();
    Future<Integer> sending =
        aside(() -> {
          int sent = 0;
          while (!stop.get()) {
            outbox.sendLine("outbox " + sent + " " + "o".repeat(sent % 500));
            sent++;
            while (outbox.pending() > FLOOD && !stop.get()) {
              Thread.yield();
            }
          }
          outbox.sendLine("last");
          return sent;
        });
    int fromHandler = 0;
    int fromOutbox = 0;
    boolean last = false;
    while (fromHandler < 3000 || !last) {
      String line = peer.line();
      if (line.startsWith("handler ")) {
        assertThat(line).isEqualTo("handler " + fromHandler + " " + "h".repeat(fromHandler % 500));
        fromHandler++;
      } else if (line.equals("last")) {
        last = true;
      } else {
        assertThat(line).isEqualTo("outbox " + fromOutbox + " " + "o".repeat(fromOutbox % 500));
        fromOutbox++;
      }
    }
    assertThat(Eventually.result(sending)).isEqualTo(fromOutbox);
  }

  @Test
  void whatAHandlerHasSentBeforeItReturnsArrives() {
    needs(HANDLERS);
    Peer peer =
        peerOf(
            new Served<>(c -> {
              for (int i = 0; i < 1000; i++) {
                c.outbox().sendLine("line " + i);
              }
              return null;
            }));
    for (int i = 0; i < 1000; i++) {
      assertThat(peer.line()).isEqualTo("line " + i);
    }
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
  void sendingWhileTheConnectionClosesHarmsNobody() {
    for (int i = 0; i < 50; i++) {
      var own = new Silent();
      Server server = serveCallbacks(() -> own, QUICK);
      Peer peer = peer(server);
      Outbox outbox = own.outbox();
      var go = new CountDownLatch(1);
      Future<Void> sending =
          asideRun(() -> {
            go.countDown();
            while (outbox.sendLine("x")) {
              Thread.onSpinWait();
            }
          });
      Eventually.happens(go);
      peer.close();
      Eventually.result(sending);
      assertThat(Eventually.result(own.closed)).isTrue();
      Eventually.that("it is over", () -> server.stats().active() == 0);
      server.close();
    }
  }

  /// Sends numbered messages and returns how many were refused.
  private static int fillUp(Outbox outbox, int messages) {
    int refused = 0;
    String filler = "x".repeat(2000);
    for (int i = 0; i < messages; i++) {
      refused += outbox.sendLine(i + " " + filler) ? 0 : 1;
    }
    return refused;
  }

  private static List<Integer> numbers(Peer peer) {
    List<Integer> numbers = new ArrayList<>();
    for (String line; (line = peer.line()) != null; ) {
      numbers.add(Integer.valueOf(line.substring(0, line.indexOf(' '))));
    }
    return numbers;
  }
}

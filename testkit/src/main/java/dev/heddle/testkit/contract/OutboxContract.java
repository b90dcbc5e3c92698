package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.HANDLERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.Limits;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.OverflowPolicy;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The way to write to a connection from anywhere. Runs on every engine: the connections are served
/// by a protocol that only hands its outbox out.
@Tag("outbox")
abstract class OutboxContract extends OutboxTopic {
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
  void itNamesItsConnectionAndThePeerAlsoWhenThatHasGone() {
    Peer peer = peer(serveCallbacks(() -> silent, LARGE));
    Outbox outbox = silent.outbox();
    assertThat(outbox.connectionId()).isPositive();
    assertThat(outbox.peerAddress())
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.port()));
    assertThat(outbox.proxyHeader()).isNull();
    SocketAddress before = outbox.peerAddress();
    peer.close();
    Eventually.result(silent.closed);
    assertThat(outbox.peerAddress()).isEqualTo(before);
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
    Eventually.that(
        "all are counted", () -> server.stats().messagesOut() == (long) senders * messages);
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
  void messagesDoNotTearWhatTheHandlerWrites() {
    needs(HANDLERS);
    int lines = 1000; // a world has ten times as many other messages for each
    var stop = new AtomicBoolean();
    var served =
        new Served<>(c -> {
          for (int i = 0; i < lines; i++) {
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
    while (fromHandler < lines || !last) {
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

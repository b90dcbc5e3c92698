package dev.heddle.contract;

import static dev.heddle.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.ConnectionClosedException;
import dev.heddle.FullPolicy;
import dev.heddle.IdleTimeoutException;
import dev.heddle.Limits;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.OverflowPolicy;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.ServerState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Services written as callbacks, on every engine.
@Tag("protocol")
public abstract class ProtocolContract extends Contract {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Limits LARGE = QUICK.withOutbox(64 * 1024 * 1024, OverflowPolicy.DISCONNECT);

  /// Sends back what comes.
  private static final class Echo implements Protocol {
    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      outbox.send(bytes);
    }
  }

  /// Answers each line with a function of it; remembers a line that has begun.
  private static final class Lines implements Protocol {
    private final Function<String, String> answer;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    Lines(Function<String, String> answer) {
      this.answer = answer;
    }

    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      while (bytes.hasRemaining()) {
        byte b = bytes.get();
        if (b == '\n') {
          outbox.sendLine(answer.apply(begun.toString(StandardCharsets.UTF_8)));
          begun.reset();
        } else {
          begun.write(b);
        }
      }
    }

    @Override
    public boolean midMessage() {
      return begun.size() > 0;
    }
  }

  /// Writes down which callbacks come.
  private static class Diary implements Protocol {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final CompletableFuture<String> cause = new CompletableFuture<>();
    final CompletableFuture<Outbox> outbox = new CompletableFuture<>();
    private final AtomicInteger inside = new AtomicInteger();

    @Override
    public void connected(Outbox own) throws Exception {
      note("connected");
      outbox.complete(own);
    }

    @Override
    public void received(ByteBuffer bytes, Outbox own) throws Exception {
      note("received");
    }

    @Override
    public void ended(Outbox own) throws Exception {
      note("ended");
    }

    @Override
    public void closed(Throwable why) {
      note("closed");
      cause.complete(why == null ? "null" : why.getClass().getSimpleName());
    }

    private void note(String call) {
      assertThat(inside.incrementAndGet()).as("callbacks at once").isEqualTo(1);
      if (!call.equals("received") || !calls.getLast().equals("received")) {
        calls.add(call);
      }
      inside.decrementAndGet();
    }

    String cause() {
      return Eventually.result(cause);
    }
  }

  @Test
  void whatComesIsReceivedAndTheAnswersArrive() {
    Peer peer = peer(serveCallbacks(Echo::new, QUICK));
    for (int i = 0; i < 50; i++) {
      assertThat(peer.send("line " + i + "\n").line()).isEqualTo("line " + i);
    }
  }

  @Test
  void aByteAtATimeIsReceivedToo() {
    Peer peer = peer(serveCallbacks(() -> new Lines(s -> "got " + s), QUICK));
    assertThat(peer.sendByteByByte("slowly\n").line()).isEqualTo("got slowly");
  }

  @Test
  void eachConnectionHasAnInstanceOfItsOwn() {
    var instances = new AtomicInteger();
    Server server =
        serveCallbacks(
            () -> {
              int number = instances.incrementAndGet();
              return new Lines(s -> number + " " + s);
            },
            QUICK);
    for (int i = 1; i <= 5; i++) {
      Peer peer = peer(server);
      assertThat(peer.send("hi\n").line()).isEqualTo(i + " hi");
      peer.close();
    }
  }

  @Test
  void theCallsComeInTheirOrder() {
    var diary = new Diary();
    Peer peer = peer(serveCallbacks(() -> diary, QUICK));
    peer.send("some").send("thing").halfClose();
    peer.seesTheEnd();
    assertThat(diary.cause()).isEqualTo("null");
    assertThat(diary.calls).containsExactly("connected", "received", "ended", "closed");
  }

  @Test
  void connectedMaySpeakFirst() {
    Server server =
        serveCallbacks(
            () ->
                new Diary() {
                  @Override
                  public void connected(Outbox own) {
                    own.sendLine("welcome");
                  }
                },
            QUICK);
    assertThat(peer(server).line()).isEqualTo("welcome");
  }

  @Test
  void whatEndedSendsArrivesBeforeTheEnd() {
    Server server =
        serveCallbacks(
            () ->
                new Diary() {
                  @Override
                  public void ended(Outbox own) {
                    own.sendLine("one more thing");
                  }
                },
            QUICK);
    Peer peer = peer(server).send("x").halfClose();
    assertThat(peer.line()).isEqualTo("one more thing");
    peer.seesTheEnd();
  }

  @Test
  void aResetIsTheCauseOfTheClose() {
    var diary = new Diary();
    Server server = serveCallbacks(() -> diary, QUICK);
    Peer peer = peer(server);
    Eventually.result(diary.outbox);
    peer.reset();
    assertThat(diary.cause()).isEqualTo(ConnectionBrokenException.class.getSimpleName());
    assertThat(diary.calls).containsExactly("connected", "closed");
    Eventually.that("counted", () -> server.stats().closed().get(CloseReason.BROKEN) == 1);
    assertThat(server.stats().handlerFailures()).isZero();
  }

  @Test
  void aResetWhileSendingIsTheCauseOfTheClose() {
    var diary =
        new Diary() {
          @Override
          public void received(ByteBuffer bytes, Outbox own) {
            own.send(Message.of(new byte[32 * 1024 * 1024]));
          }
        };
    Server server = serveCallbacks(() -> diary, LARGE);
    Peer peer = narrowPeer(server).send("go\n");
    Eventually.that("it sends", () -> server.stats().bytesOut() > 0);
    Eventually.settles(Duration.ofMillis(50), () -> server.stats().bytesOut());
    peer.reset();
    assertThat(diary.cause()).isEqualTo(ConnectionBrokenException.class.getSimpleName());
    Eventually.that("counted", () -> server.stats().closed().get(CloseReason.BROKEN) == 1);
  }

  @Test
  void idlenessIsTheCauseOfTheClose() {
    var diary = new Diary();
    Server server = serveCallbacks(() -> diary, QUICK.withIdleTimeout(Duration.ofMillis(200)));
    Peer peer = peer(server);
    assertThat(diary.cause()).isEqualTo(IdleTimeoutException.class.getSimpleName());
    peer.seesItGone();
    Eventually.that("counted", () -> server.stats().idleCloses() == 1);
  }

  @Test
  void idlenessOfAPeerThatDoesNotReadIsTheCauseOfTheClose() {
    var diary =
        new Diary() {
          @Override
          public void received(ByteBuffer bytes, Outbox own) {
            own.send(Message.of(new byte[32 * 1024 * 1024]));
          }
        };
    Server server = serveCallbacks(() -> diary, LARGE.withIdleTimeout(Duration.ofMillis(200)));
    narrowPeer(server).send("go\n");
    assertThat(diary.cause()).isEqualTo(IdleTimeoutException.class.getSimpleName());
    Eventually.that("counted", () -> server.stats().idleCloses() == 1);
  }

  @Test
  void aPeerThatSendsSlowlyIsNotIdle() {
    Server server =
        serveCallbacks(
            () -> new Lines(s -> "got " + s.length()),
            QUICK.withIdleTimeout(Duration.ofMillis(400)));
    Peer peer = peer(server);
    int sent = 0;
    long end = System.nanoTime() + Duration.ofMillis(800).toNanos();
    while (System.nanoTime() < end) {
      peer.send("x");
      sent++;
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(peer.send("\n").line()).isEqualTo("got " + sent);
  }

  @Test
  void overflowIsACauseOfTheClose() {
    var diary = new Diary();
    Server server =
        serveCallbacks(() -> diary, QUICK.withOutbox(64 * 1024, OverflowPolicy.DISCONNECT));
    narrowPeer(server);
    Outbox outbox = Eventually.result(diary.outbox);
    while (outbox.sendText("x".repeat(16 * 1024))) {
      Thread.onSpinWait();
    }
    assertThat(diary.cause()).isEqualTo(ConnectionClosedException.class.getSimpleName());
    Eventually.that("counted", () -> server.stats().closed().get(CloseReason.OVERFLOW) == 1);
  }

  @Test
  void anExceptionInConnectedClosesAndIsTheCause() {
    fails(
        new Diary() {
          @Override
          public void connected(Outbox own) {
            throw new IllegalStateException("on purpose");
          }
        });
  }

  @Test
  void anExceptionInReceivedClosesAndIsTheCause() {
    fails(
        new Diary() {
          @Override
          public void received(ByteBuffer bytes, Outbox own) {
            throw new IllegalStateException("on purpose");
          }
        });
  }

  @Test
  void anExceptionInEndedClosesAndIsTheCause() {
    fails(
        new Diary() {
          @Override
          public void ended(Outbox own) {
            throw new IllegalStateException("on purpose");
          }
        });
  }

  @Test
  void anExceptionInClosedHarmsNobody() {
    Server server =
        serveCallbacks(
            () ->
                new Diary() {
                  @Override
                  public void received(ByteBuffer bytes, Outbox own) {
                    own.send(bytes);
                  }

                  @Override
                  public void closed(Throwable why) {
                    throw new IllegalStateException("on purpose");
                  }
                },
            QUICK);
    for (int i = 0; i < 3; i++) {
      Peer peer = peer(server);
      assertThat(peer.send("x\n").line()).isEqualTo("x");
      peer.close();
    }
    Eventually.that("all are over", () -> server.stats().closedTotal() == 3);
    assertThat(server.stats().handlerFailures()).isEqualTo(3);
  }

  @Test
  void aSupplierThatFailsClosesTheConnectionAndHarmsNobody() {
    var first = new AtomicInteger();
    Server server =
        serveCallbacks(
            () -> {
              if (first.getAndIncrement() == 0) {
                throw new IllegalStateException("on purpose");
              }
              return new Echo();
            },
            QUICK);
    peer(server).seesItGone();
    assertThat(peer(server).send("x\n").line()).isEqualTo("x");
    assertThat(server.stats().handlerFailures()).isEqualTo(1);
  }

  @Test
  void endingTheOutboxInACallbackSendsWhatWaitsAndCloses() {
    var diary =
        new Diary() {
          @Override
          public void received(ByteBuffer bytes, Outbox own) {
            own.sendLine("goodbye");
            own.end();
          }
        };
    Server server = serveCallbacks(() -> diary, QUICK);
    Peer peer = peer(server).send("hi\n");
    assertThat(peer.line()).isEqualTo("goodbye");
    peer.seesTheEnd();
    peer.close();
    assertThat(diary.cause()).isEqualTo("null");
    Eventually.that("counted", () -> server.stats().closed().get(CloseReason.ENDED) == 1);
  }

  @Test
  void whatTheOutboxHoldsPacesTheReading() {
    var received = new AtomicLong();
    Server server =
        serveCallbacks(
            () ->
                new Diary() {
                  @Override
                  public void received(ByteBuffer bytes, Outbox own) {
                    received.addAndGet(bytes.remaining());
                    own.send(bytes);
                  }
                },
            LARGE);
    Peer peer = narrowPeer(server);
    int size = 48 * 1024 * 1024;
    byte[] block = pattern(256 * 1024);
    Future<Void> sending =
        asideRun(() -> {
          for (int i = 0; i < size / block.length; i++) {
            peer.send(block);
          }
          peer.halfClose();
        });
    Eventually.that("it receives", () -> received.get() > 0);
    assertThat(Eventually.settles(Duration.ofMillis(300), received::get)).isLessThan(size / 2);
    for (int i = 0; i < size / block.length; i++) {
      assertThat(java.util.Arrays.equals(peer.bytes(block.length), block)).isTrue();
    }
    peer.seesTheEnd();
    Eventually.result(sending);
  }

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
    Eventually.that("half is received", () -> server.stats().bytesIn() == 7);
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
              count++;
              answered.incrementAndGet();
              peer.send(count + "\n");
            }
            peer.close();
            return count;
          }));
    }
    Eventually.that("they run", () -> answered.get() > 100 * clients);
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
  void whoeverComesAboveTheLimitWaits() {
    Server server = serveCallbacks(Echo::new, QUICK.withMaxConnections(1));
    Peer first = peer(server).send("a\n");
    assertThat(first.line()).isEqualTo("a");
    Peer second = peer(server).send("b\n");
    Eventually.stays("it waits", Duration.ofMillis(150), () -> !second.hasSomething());
    first.close();
    assertThat(second.line()).isEqualTo("b");
  }

  @Test
  void whoeverComesAboveTheLimitIsRefusedWhereThatIsThePolicy() {
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

  @Test
  void anAnswerIsNotLostThoughTheClientStillSends() {
    Server server =
        serveCallbacks(
            () ->
                new Diary() {
                  @Override
                  public void received(ByteBuffer bytes, Outbox own) {
                    own.sendLine("enough");
                    own.end();
                  }
                },
            Limits.DEFAULT.withLinger(Duration.ofSeconds(5)));
    Peer peer = peer(server).send("hello\n");
    peer.send(new byte[256 * 1024]);
    assertThat(peer.line()).isEqualTo("enough");
    peer.send(new byte[256 * 1024]);
    peer.seesTheEnd();
    peer.send(new byte[256 * 1024]);
    peer.close();
    Eventually.that("it is over", () -> server.stats().closed().get(CloseReason.ENDED) == 1);
  }

  private void fails(Diary diary) {
    Server server = serveCallbacks(() -> diary, QUICK);
    Peer peer = peer(server);
    try {
      peer.send("x").halfClose();
    } catch (java.io.UncheckedIOException e) {
      // It is gone already.
    }
    peer.seesItGone();
    assertThat(diary.cause()).isEqualTo("IllegalStateException");
    Eventually.that("over", () -> server.stats().active() == 0);
    assertThat(server.stats().handlerFailures()).isEqualTo(1);
    assertThat(server.stats().closed().get(CloseReason.FAILED)).isEqualTo(1);
    assertThat(log().messages(Level.SEVERE)).hasSize(1);
  }
}

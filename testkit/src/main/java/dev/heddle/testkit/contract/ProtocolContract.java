package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.ConnectionClosedException;
import dev.heddle.Framing;
import dev.heddle.IdleTimeoutException;
import dev.heddle.Limits;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.OverflowPolicy;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import dev.heddle.testkit.contract.CallbackServices.Diary;
import dev.heddle.testkit.contract.CallbackServices.Echo;
import dev.heddle.testkit.contract.CallbackServices.Lines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Services written as callbacks, on every engine: what is called when, and how it ends.
@Tag("protocol")
abstract class ProtocolContract extends Contract {
  private static final Limits LARGE = QUICK.withOutbox(64 * 1024 * 1024, OverflowPolicy.DISCONNECT);

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
  void whatComesTogetherIsReceivedTogether() {
    Server server =
        serveCallbacks(
            () -> (bytes, outbox) -> outbox.sendLine(Integer.toString(bytes.remaining())), QUICK);
    for (int size : new int[] {2, 513, 1024, 2000}) {
      Peer peer = peer(server);
      assertThat(peer.send("x".repeat(size)).line()).isEqualTo(Integer.toString(size));
      peer.close();
    }
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
    Eventually.stalls(Duration.ofMillis(50), () -> server.stats().bytesOut());
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
  void aPeerThatDoesNotCloseAfterTheEndIsNotIdleButGetsTheLinger() {
    Limits limits =
        LARGE.withIdleTimeout(Duration.ofMillis(100)).withLinger(Duration.ofMillis(500));
    Server server =
        start(
            Server.callbacks(
                    Framing.lines(), () -> (line, outbox) -> outbox.end(Message.line("goodbye")))
                .engine(engine())
                .limits(limits));
    Peer peer = peer(server).send("x\n");
    assertThat(peer.line()).isEqualTo("goodbye");
    peer.seesTheEnd();
    Eventually.that("it is over", () -> server.stats().closedTotal() == 1);
    assertThat(server.stats().closed()).containsEntry(CloseReason.ENDED, 1L);
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
  void aCheckedExceptionInClosedAsOtherLanguagesThrowThemHarmsNobody() {
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
                    ProtocolContract.<RuntimeException>throwUnseen(new IOException("on purpose"));
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

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // not seen by the compiler
  private static <T extends Throwable> void throwUnseen(Throwable cause) throws T {
    throw (T) cause;
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
    byte[] block = pattern(256 * 1024);
    var stuck = new AtomicBoolean();
    Future<Integer> sending =
        aside(() -> {
          int blocks = 0;
          for (; !stuck.get(); blocks++) {
            peer.send(block);
          }
          peer.halfClose();
          return blocks;
        });
    Eventually.stalls(Duration.ofMillis(300), received::get);
    stuck.set(true);
    int blocks = 0;
    for (byte[] next; (next = peer.bytesAtMost(block.length)).length > 0; blocks++) {
      assertThat(Arrays.equals(next, block)).isTrue();
    }
    assertThat(Eventually.result(sending)).isEqualTo(blocks);
  }

  @Test
  void anOutboxThatOthersFillWithoutEndDoesNotKeepItsConnectionFromBeingReadFrom() {
    int block = 64 * 1024;
    int waiting = 8 * 1024 * 1024; // more than the system takes, so that it is never empty
    Message flood = Message.of(new byte[block]);
    var diary =
        new Diary() {
          @Override
          public void received(ByteBuffer bytes, Outbox own) {
            byte[] answer = new byte[block];
            Arrays.fill(answer, bytes.get());
            own.send(Message.of(answer));
          }
        };
    Peer peer = narrowPeer(serveCallbacks(() -> diary, LARGE));
    Outbox outbox = Eventually.result(diary.outbox);
    for (byte request = 1; request <= 3; request++) {
      peer.send(new byte[] {request});
      Future<Byte> answer =
          aside(() -> {
            byte first;
            do {
              while (outbox.pending() < waiting) {
                outbox.send(flood);
              }
              first = peer.bytes(block)[0];
            } while (first == 0);
            return first;
          });
      assertThat(Eventually.result(answer)).isEqualTo(request);
    }
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

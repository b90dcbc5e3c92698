package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.MalformedMessageException;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Handlers that throw: reported once, counted once, and no other connection is affected.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("failure")
abstract class FailureContract extends Contract {
  private final CompletableFuture<Long> id = new CompletableFuture<>();

  @Test
  void aHandlerThatThrowsBeforeItReads() {
    fails(c -> {
      throw new IllegalStateException("on purpose");
    });
  }

  @Test
  void aHandlerThatThrowsAfterItHasRead() {
    fails(c -> {
      c.readLine();
      throw new IllegalStateException("on purpose");
    });
  }

  @Test
  void aHandlerThatThrowsAfterItHasWritten() {
    fails(c -> {
      c.readLine();
      c.writeLine("half an answ");
      throw new IllegalStateException("on purpose");
    });
  }

  @Test
  void aHandlerThatThrowsAfterItHasFlushed() {
    fails(c -> {
      c.readLine();
      c.writeLine("an answer");
      c.flush();
      throw new IllegalStateException("on purpose");
    });
  }

  @Test
  void aHandlerThatThrowsAnError() {
    fails(c -> {
      throw new AssertionError("on purpose");
    });
  }

  @Test
  void aHandlerThatThrowsACheckedException() {
    fails(c -> {
      throw new java.util.concurrent.TimeoutException("on purpose");
    });
  }

  @Test
  void aHandlerThatRunsOutOfStack() {
    fails(
        new Handler() {
          @Override
          public void handle(dev.heddle.Connection c) throws Exception {
            deeper(0);
          }

          private int deeper(int depth) {
            return depth < 0 ? 0 : deeper(depth + 1) + 1;
          }
        });
  }

  @Test
  void aHandlerThatThrowsAfterItHasClosedIsCountedThoughTheConnectionEndedWell() {
    Server server =
        serve(c -> {
          id.complete(c.id());
          c.writeLine("bye");
          c.close();
          throw new IllegalStateException("on purpose");
        });
    Peer peer = peer(server);
    assertThat(peer.line()).isEqualTo("bye");
    peer.seesTheEnd();
    peer.close();
    Eventually.that("it is over", () -> server.stats().active() == 0);
    assertThat(server.stats().handlerFailures()).isEqualTo(1);
    assertThat(server.stats().closed().get(CloseReason.ENDED)).isEqualTo(1);
    isLoggedOnce();
  }

  @Test
  void aHandlerThatThrowsADroppedConnectionsExceptionIsNoFailure() {
    Server server =
        serve(c -> {
          c.readLine();
          c.close();
          c.readLine();
        });
    peer(server).send("x\n").halfClose().seesTheEnd();
    Eventually.that("it is over", () -> server.stats().active() == 0);
    assertThat(server.stats().handlerFailures()).isZero();
    assertThat(log().messages(Level.SEVERE)).isEmpty();
  }

  @Test
  void thePeersFaultsAreNoFailuresOfTheHandler() {
    Server server = serve(ECHO);
    Peer reset = peer(server).send("x\n");
    assertThat(reset.line()).isEqualTo("ECHO: x");
    reset.reset();
    Eventually.that("it is over", () -> server.stats().closedTotal() == 1);
    assertThat(server.stats().handlerFailures()).isZero();
    assertThat(log().messages(Level.SEVERE)).isEmpty();
  }

  @Test
  void theNextConnectionsAreServedAfterManyFailures() {
    var calls = new AtomicInteger();
    Server server =
        serve(c -> {
          if (calls.incrementAndGet() <= 30) {
            throw new IllegalStateException("on purpose");
          }
          ECHO.handle(c);
        });
    for (int i = 0; i < 30; i++) {
      peer(server).seesItGone();
    }
    assertThat(peer(server).send("x\n").line()).isEqualTo("ECHO: x");
    assertThat(server.stats().handlerFailures()).isEqualTo(30);
    // The log is written when the peer has seen the end.
    Eventually.that("all are logged", () -> log().messages(Level.SEVERE).size() >= 30);
    assertThat(log().messages(Level.SEVERE)).hasSize(30);
  }

  @Test
  void answersThatWereWrittenBeforeAFailureAreSent() {
    Server server = serve(this::answer);
    Peer peer = peer(server).send("1\n2\nfail\n4\n");
    assertThat(peer.line()).isEqualTo("1");
    assertThat(peer.line()).isEqualTo("2");
    peer.seesTheEnd();
    peer.close();
    isOver(server, CloseReason.FAILED);
    isLoggedOnce();
  }

  @Test
  void whatWaitsInTheOutboxWhenAHandlerFailsIsSent() {
    var filled = new CompletableFuture<Long>();
    Server server =
        serve(
            c -> {
              id.complete(c.id());
              c.writeLine("written");
              filled.complete(fill(c.outbox()));
              throw new IllegalStateException("on purpose");
            },
            QUICK.withLinger(Duration.ofSeconds(5)));
    Peer peer = narrowPeer(server);
    long sent = Eventually.result(filled); // only then: while the peer reads, nothing fills up
    assertThat(peer.widen().rest()).hasSize(Math.toIntExact("written\n".length() + sent));
    peer.close();
    isOver(server, CloseReason.FAILED);
  }

  @Test
  void aFailureIsNotHeldUpByAPeerThatDoesNotRead() {
    Server server =
        serve(c -> {
          id.complete(c.id());
          fill(c.outbox());
          c.writeLine("written");
          throw new IllegalStateException("on purpose");
        });
    narrowPeer(server);
    isOver(server, CloseReason.FAILED);
    isLoggedOnce();
  }

  @Test
  void aHandlerThatFailsInterruptedStillSendsWhatItHasWritten() {
    Server server =
        serve(c -> {
          c.writeLine("written");
          Thread.currentThread().interrupt();
          throw new IllegalStateException("on purpose");
        });
    Peer peer = peer(server);
    assertThat(peer.line()).isEqualTo("written");
    peer.seesTheEnd();
  }

  @Test
  void whatAPeerSendsIsNoFailureOfTheHandlerThatLetsItOut() {
    malformed(c -> c.readFrame(), "\0\0\0\7cut");
    malformed(c -> c.readExactly(10), "cut");
    malformed(c -> new DataInputStream(c.input()).readInt(), "cut");
    malformed(c -> new DataInputStream(c.input()).readUTF(), new byte[] {0, 1, (byte) 0xff});
    malformed(c -> c.readLine(), new byte[] {(byte) 0xff, '\n'});
    malformed(c -> c.readLine(), new byte[200 * 1024]);
    malformed(c -> c.readUntil((byte) ';'), new byte[200 * 1024]);
    malformed(c -> c.readFrame(), new byte[] {127, 0, 0, 0, 1});
    malformed(c -> lines(c).toList(), new byte[] {(byte) 0xff, '\n'});
    malformed(
        c -> {
          throw new MalformedMessageException("no such command");
        },
        "x");
  }

  private void malformed(Served.Body<Object> body, String bytes) {
    malformed(body, utf8(bytes));
  }

  private void malformed(Served.Body<Object> body, byte[] bytes) {
    Server server =
        serve(c -> {
          c.writeLine("before");
          c.flush();
          c.writeLine("and after");
          body.serve(c);
        });
    Peer peer = peer(server);
    assertThat(peer.line()).isEqualTo("before");
    peer.send(bytes).halfClose();
    assertThat(peer.line()).isEqualTo("and after");
    peer.seesTheEnd();
    peer.close();
    isOver(server, CloseReason.MALFORMED);
    assertThat(server.stats().failures()).isEmpty();
    assertThat(log().messages(Level.INFO)).isEmpty();
  }

  private static Stream<String> lines(Connection connection) {
    var decoder = StandardCharsets.UTF_8.newDecoder();
    return new BufferedReader(new InputStreamReader(connection.input(), decoder)).lines();
  }

  @Test
  void aReadThatTimesOutIsNoFailureOfTheHandlerThatLetsItOut() {
    Server server =
        serve(c -> {
          c.readTimeout(Duration.ofMillis(50));
          c.writeLine("anybody there?");
          c.readLine();
        });
    Peer peer = peer(server);
    assertThat(peer.line()).isEqualTo("anybody there?");
    peer.seesTheEnd();
    peer.close();
    isOver(server, CloseReason.IDLE);
    assertThat(server.stats().failures()).isEmpty();
    assertThat(log().messages(Level.INFO)).isEmpty();
  }

  @Test
  void theEndOfAnotherStreamIsAFailureOfTheHandler() {
    fails(c -> {
      c.readLine();
      new DataInputStream(InputStream.nullInputStream()).readInt();
    });
  }

  @Test
  void aStreamThatThisSideHasEndedIsNoFailureOfTheHandler() {
    var served = new Served<>(c -> c.readExactly(10));
    Server server = serve(served);
    Peer peer = peer(server);
    served.connection().outbox().end();
    assertThat(served.failure()).isInstanceOf(EOFException.class);
    peer.seesTheEnd();
    peer.close();
    isOver(server, CloseReason.ENDED);
    assertThat(server.stats().failures()).isEmpty();
  }

  private void answer(Connection connection) throws IOException {
    id.complete(connection.id());
    for (String line; (line = connection.readLine()) != null; ) {
      if (line.equals("fail")) {
        throw new IllegalStateException("on purpose");
      }
      connection.writeLine(line);
    }
  }

  private static void isOver(Server server, CloseReason reason) {
    Eventually.that("it is over", () -> server.stats().closedTotal() == 1);
    assertThat(server.stats().closed()).containsEntry(reason, 1L);
  }

  private void fails(Handler handler) {
    Server server =
        start(
            Server.builder(
                    c -> {
                      id.complete(c.id());
                      handler.handle(c);
                    })
                .engine(engine())
                .limits(QUICK)
                .name("the failing one"));
    Peer peer = peer(server);
    try {
      peer.send("hello\n");
    } catch (java.io.UncheckedIOException e) {
      // It is gone already.
    }
    peer.seesItGone();
    Eventually.that("it is over", () -> server.stats().active() == 0);
    assertThat(server.stats().handlerFailures()).isEqualTo(1);
    assertThat(server.stats().closed().get(CloseReason.FAILED)).isEqualTo(1);
    assertThat(server.stats().closedTotal()).isEqualTo(1);
    isLoggedOnce();
    assertThat(log().messages(Level.SEVERE).getFirst()).contains("the failing one");
  }

  private void isLoggedOnce() {
    Eventually.that("it is logged", () -> !log().atLeast(Level.SEVERE).isEmpty());
    assertThat(log().atLeast(Level.SEVERE)).hasSize(1);
    LogRecord told = log().atLeast(Level.SEVERE).getFirst();
    assertThat(told.getLoggerName()).isEqualTo("dev.heddle.server");
    assertThat(told.getMessage()).contains("connection " + Eventually.result(id));
    assertThat(told.getThrown()).isNotNull();
  }
}

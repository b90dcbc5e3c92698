package dev.heddle.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.Handler;
import dev.heddle.Server;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Handlers that throw: told once, counted once, and nobody else is harmed.
@Tag("failure")
public abstract class FailureContract extends Contract {
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

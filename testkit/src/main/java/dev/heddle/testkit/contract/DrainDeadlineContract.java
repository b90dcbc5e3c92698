package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Connections that do not end gracefully: at the deadline of a drain, or by a close.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("drain")
abstract class DrainDeadlineContract extends Contract {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void aPeerThatStallsInsideOfAMessageIsAbortedAtTheDeadline() {
    var served = new Served<>(Connection::readLine);
    Server server = serve(served);
    Peer peer = peer(server).send("never finis");
    awaitUnfinished(server, 11);
    assertThat(promptly(() -> server.drain(Duration.ofMillis(200)))).isFalse();
    peer.seesAReset();
    assertThat(server.stats().closed().get(CloseReason.ABORTED)).isEqualTo(1);
    assertThat(server.stats().handlerFailures()).isZero();
    assertThat(server.stats().active()).isZero();
  }

  @Test
  void aHandlerStuckInAWriteIsAbortedAtTheDeadline() {
    Server server = serve(Contract::writeUntilItFails);
    narrowPeer(server);
    Eventually.stalls(Duration.ofMillis(100), () -> server.stats().bytesOut());
    assertThat(promptly(() -> server.drain(Duration.ofMillis(200)))).isFalse();
    assertThat(server.stats().closed().get(CloseReason.ABORTED)).isEqualTo(1);
    assertThat(server.stats().handlerFailures()).isZero();
  }

  @Test
  void aHandlerThatSleepsIsInterruptedAtTheDeadline() {
    var served =
        new Served<>(c -> {
          Thread.sleep(Duration.ofMinutes(5));
          return null;
        });
    Server server = serve(served);
    Peer peer = peer(server);
    served.connection();
    assertThat(promptly(() -> server.drain(Duration.ofMillis(200)))).isFalse();
    assertThat(served.failure()).isInstanceOf(InterruptedException.class);
    peer.seesAReset();
    assertThat(server.stats().closed().get(CloseReason.ABORTED)).isEqualTo(1);
    assertThat(server.stats().handlerFailures()).isZero();
  }

  @Test
  void aHandlerThatWaitsForALockIsInterruptedAtTheDeadline() {
    var lock = new ReentrantLock();
    lock.lock();
    var served =
        new Served<>(c -> {
          lock.lockInterruptibly();
          return null;
        });
    Server server = serve(served);
    peer(server);
    served.connection();
    assertThat(promptly(() -> server.drain(Duration.ofMillis(200)))).isFalse();
    assertThat(served.failure()).isInstanceOf(InterruptedException.class);
    assertThat(server.stats().closed().get(CloseReason.ABORTED)).isEqualTo(1);
  }

  @Test
  void aHandlerThatDoesNotStopWritingIsAbortedAtTheDeadline() {
    var stop = new AtomicBoolean();
    Server server =
        serve(c -> {
          while (!stop.get()) {
            c.writeLine("on and on");
          }
        });
    Peer peer = peer(server);
    Future<byte[]> read = aside(peer::rest);
    Eventually.that("it writes", () -> server.stats().bytesOut() > 0);
    assertThat(promptly(() -> server.drain(Duration.ofMillis(200)))).isFalse();
    stop.set(true);
    assertThat(Eventually.failure(read)).hasMessageContaining("reset");
    assertThat(server.stats().closed().get(CloseReason.ABORTED)).isEqualTo(1);
  }

  @Test
  void closeCutsADrainShortAndTheDrainTellsSo() {
    Server server = serve(ECHO);
    Peer peer = peer(server).send("half");
    awaitUnfinished(server, 4);
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    Eventually.that("it drains", () -> server.state() == ServerState.DRAINING);
    server.close();
    assertThat(Eventually.result(drained)).as("all ended by themselves").isFalse();
    peer.seesAReset();
    assertThat(server.stats().closed().get(CloseReason.ABORTED)).isEqualTo(1);
  }

  @Test
  void aDrainWithAPatienceWithoutEndWaits() {
    Server server = serve(ECHO);
    Peer peer = peer(server).send("half");
    awaitUnfinished(server, 4);
    Future<Boolean> drained =
        aside(() -> server.drain(java.time.temporal.ChronoUnit.FOREVER.getDuration()));
    Eventually.that("it drains", () -> server.state() != ServerState.RUNNING);
    assertThat(server.state()).isEqualTo(ServerState.DRAINING);
    peer.send(" a line\n");
    assertThat(peer.line()).isEqualTo("ECHO: half a line");
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void closeAbortsAndReturnsThoughAHandlerDoesNotEnd() {
    var goOn = new CountDownLatch(1);
    var served =
        new Served<>(c -> {
          while (goOn.getCount() > 0) {
            Thread.interrupted();
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
          }
          return null;
        });
    Server server = serve(served);
    Peer peer = peer(server);
    served.connection();
    try {
      promptly(() -> {
        server.close();
        return true;
      });
      assertThat(server.state()).isEqualTo(ServerState.CLOSED);
      peer.seesAReset();
    } finally {
      goOn.countDown();
    }
    Eventually.that("it is counted", () -> server.stats().active() == 0);
    assertThat(server.stats().closed().get(CloseReason.ABORTED)).isEqualTo(1);
  }

  @Test
  void aHandlerMayCloseItsOwnServer() {
    var server = new java.util.concurrent.CompletableFuture<Server>();
    server.complete(
        serve(c -> {
          c.readLine();
          Eventually.result(server).close();
        }));
    Peer peer = peer(Eventually.result(server)).send("stop\n");
    peer.seesItGone();
    Eventually.that("it is closed", () -> awaits(Eventually.result(server)));
  }

  @Test
  void idleMidMessageAndStuckConnectionsEachGetTheirOwnEnd() {
    needs(MANY_AT_ONCE);
    Handler handler =
        c -> {
          for (String line; (line = c.readLine()) != null; ) {
            if (line.equals("stick")) {
              writeUntilItFails(c);
            }
            c.writeLine("ECHO: " + line);
          }
        };
    Server server = serve(handler);
    Peer idle = peer(server).send("one\n");
    assertThat(idle.line()).isEqualTo("ECHO: one");
    Peer middle = peer(server).send("half a ");
    Peer stuck = narrowPeer(server).send("stick\n");
    awaitUnfinished(server, 7);
    Eventually.that("one sticks", () -> server.stats().bytesOut() > 100);
    Eventually.stalls(Duration.ofMillis(100), () -> server.stats().bytesOut());
    Future<Boolean> drained = aside(() -> server.drain(Duration.ofMillis(1500)));
    idle.seesTheEnd();
    middle.send("line\n");
    assertThat(middle.line()).isEqualTo("ECHO: half a line");
    middle.seesTheEnd();
    assertThat(drained.isDone()).isFalse();
    assertThat(Eventually.result(drained)).isFalse();
    stuck.seesItGone();
    assertThat(server.stats().closed().get(CloseReason.ENDED)).isEqualTo(2);
    assertThat(server.stats().closed().get(CloseReason.ABORTED)).isEqualTo(1);
  }

  private static boolean awaits(Server server) {
    try {
      return server.awaitTermination(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

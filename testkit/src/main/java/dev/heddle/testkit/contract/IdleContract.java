package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.IdleTimeoutException;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Connections on which nothing moves are closed; those on which something moves, or whose handler
/// is at work, are not.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("idle")
abstract class IdleContract extends Contract {
  private static final Duration TIMEOUT = Duration.ofMillis(200);
  private static final Limits IDLE = QUICK.withIdleTimeout(TIMEOUT);

  /// Longer than a test's thread waits for a processor on a busy machine: what the test itself is
  /// late with would be idle.
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  /// For how long something has to move, so that it counts as idle if the moving is not seen.
  private static final Duration LONGER = PATIENCE.plusMillis(500);

  private static final Limits PATIENT = QUICK.withIdleTimeout(PATIENCE);

  @Test
  void aPeerThatVanishesIsLetGo() {
    var served = new Served<>(Connection::readLine);
    Server server = serve(served, IDLE);
    Peer peer = peer(server);
    assertThat(served.failure()).isInstanceOf(IdleTimeoutException.class);
    peer.seesItGone();
    counted(server);
  }

  @Test
  void aPeerThatVanishesInsideOfAMessageIsLetGo() {
    var served = new Served<>(Connection::readLine);
    Server server = serve(served, IDLE);
    peer(server).send("half a li");
    assertThat(served.failure()).isInstanceOf(IdleTimeoutException.class);
    counted(server);
  }

  @Test
  void aTimedReadThatIsLongerThanTheIdleTimeoutIsCutShort() {
    var served =
        new Served<>(c -> {
          c.readTimeout(Duration.ofMinutes(1));
          return c.readLine();
        });
    Server server = serve(served, IDLE);
    peer(server);
    assertThat(served.failure()).isInstanceOf(IdleTimeoutException.class);
    counted(server);
  }

  @Test
  void aPeerThatDoesNotReadIsLetGo() {
    var served =
        new Served<>(c -> {
          writeUntilItFails(c);
          return null;
        });
    Server server = serve(served, IDLE);
    narrowPeer(server);
    assertThat(served.failure()).isInstanceOf(IdleTimeoutException.class);
    counted(server);
  }

  @Test
  void aPeerThatDoesNotReadTheLastAnswerIsLetGo() {
    byte[] much = pattern(32 * 1024 * 1024);
    Server server =
        serve(
            c -> {
              for (int at = 0; at < much.length; at += 8192) {
                c.write(java.nio.ByteBuffer.wrap(much, at, 8192));
              }
            },
            IDLE);
    narrowPeer(server);
    counted(server);
  }

  @Test
  void aMessageThatComesSlowlyIsNotIdle() {
    var served = new Served<>(Connection::readLine);
    Server server = serve(served, PATIENT);
    Peer peer = peer(server);
    long end = System.nanoTime() + LONGER.toNanos();
    int sent = 0;
    while (System.nanoTime() < end) {
      peer.send("x");
      sent++;
      LockSupport.parkNanos(40_000_000);
    }
    peer.send("\n");
    assertThat(served.value()).hasSize(sent);
    assertThat(server.stats().idleCloses()).isZero();
  }

  @Test
  void aDownloadThatIsSlowButMovesIsNotIdle() {
    byte[] block = pattern(64 * 1024);
    int blocks = 128;
    var served =
        new Served<>(c -> {
          for (int i = 0; i < blocks; i++) {
            c.write(block);
          }
          return true;
        });
    Server server = serve(served, PATIENT);
    Peer peer = peer(server);
    for (int i = 0; i < blocks; i++) {
      assertThat(peer.bytes(block.length)).isEqualTo(block);
      LockSupport.parkNanos(LONGER.toNanos() / blocks);
    }
    assertThat(served.value()).isTrue();
    peer.seesTheEnd();
    assertThat(server.stats().idleCloses()).isZero();
  }

  @Test
  void aPeerThatOnlySendsIsNotIdle() {
    var served =
        new Served<>(c -> {
          int lines = 0;
          while (c.readLine() != null) {
            lines++;
          }
          return lines;
        });
    Server server = serve(served, PATIENT);
    Peer peer = peer(server);
    int sent = 0;
    long end = System.nanoTime() + LONGER.toNanos();
    while (System.nanoTime() < end) {
      peer.send("tick\n");
      sent++;
      LockSupport.parkNanos(50_000_000);
    }
    peer.halfClose();
    assertThat(served.value()).isEqualTo(sent);
  }

  @Test
  void aPeerThatOnlyListensIsNotIdleWhileItIsSentTo() {
    var served = new Served<>(Connection::readLine);
    Server server = serve(served, PATIENT);
    Peer peer = peer(server);
    Connection connection = served.connection();
    long end = System.nanoTime() + LONGER.toNanos();
    while (System.nanoTime() < end) {
      assertThat(connection.outbox().sendLine("tick")).isTrue();
      assertThat(peer.line()).isEqualTo("tick");
      LockSupport.parkNanos(50_000_000);
    }
    peer.send("enough\n");
    assertThat(served.value()).isEqualTo("enough");
  }

  @Test
  void aHandlerThatSleepsForLongIsNotIdle() {
    Server server =
        serve(
            c -> {
              c.readLine();
              Thread.sleep(TIMEOUT.multipliedBy(2));
              c.writeLine("slept");
            },
            IDLE);
    Peer peer = peer(server).send("go\n");
    assertThat(peer.line()).isEqualTo("slept");
    assertThat(server.stats().idleCloses()).isZero();
  }

  @Test
  void aHandlerThatComputesForLongIsNotIdle() {
    Server server =
        serve(
            c -> {
              c.readLine();
              long end = System.nanoTime() + TIMEOUT.toNanos() * 2;
              while (System.nanoTime() < end) {
                Thread.onSpinWait();
              }
              c.writeLine("computed");
            },
            IDLE);
    Peer peer = peer(server).send("go\n");
    assertThat(peer.line()).isEqualTo("computed");
    assertThat(server.stats().idleCloses()).isZero();
  }

  @Test
  void theTimeBeginsAnewAfterAHandlersWork() {
    var served =
        new Served<>(c -> {
          c.readLine();
          Thread.sleep(LONGER);
          c.writeLine("worked");
          return c.readLine();
        });
    Server server = serve(served, PATIENT);
    Peer peer = peer(server).send("go\n");
    assertThat(peer.line()).isEqualTo("worked");
    LockSupport.parkNanos(100_000_000);
    peer.send("again\n");
    assertThat(served.value()).isEqualTo("again");
  }

  @Test
  void withoutATimeoutNothingIsIdle() {
    var served = new Served<>(Connection::readLine);
    Server server = serve(served);
    Peer peer = peer(server);
    Eventually.stays("it waits", TIMEOUT, () -> !served.isOver());
    peer.send("patience\n");
    assertThat(served.value()).isEqualTo("patience");
  }

  @Test
  void aHandlerThatAnswersEachRequestInTimeIsNeverIdle() {
    Server server = serve(ECHO, PATIENT);
    Peer peer = peer(server);
    int requests = 20;
    for (int i = 0; i < requests; i++) {
      assertThat(peer.send(i + "\n").line()).isEqualTo("ECHO: " + i);
      LockSupport.parkNanos(LONGER.toNanos() / requests);
    }
    assertThat(server.stats().idleCloses()).isZero();
  }

  @Test
  void idlenessIsLoggedAndNoFailureOfTheHandler() {
    Server server = serve(SINK, IDLE);
    peer(server);
    Eventually.that(
        "the log says so",
        () -> log().messages(Level.INFO).stream().anyMatch(m -> m.contains("idle for 200 ms")));
    assertThat(server.stats().handlerFailures()).isZero();
    assertThat(log().messages(Level.SEVERE)).isEmpty();
  }

  @Test
  void aCrowdOfSilentPeersFillsNoLog() {
    needs(EngineUnderTest.Ability.MANY_AT_ONCE);
    Server server = serve(SINK, IDLE);
    for (int i = 0; i < 30; i++) {
      peer(server);
    }
    Eventually.that("all are idle", () -> server.stats().idleCloses() == 30);
    server.close();
    assertThat(log().messages(Level.INFO)).filteredOn(m -> m.contains(": idle for")).hasSize(10);
    assertThat(log().messages(Level.INFO))
        .contains("20 more connections were closed after being idle for 200 ms");
  }

  @Test
  void closingWhilePeersAreSilentIsNotIdleness() {
    Server server = serve(c -> c.writeLine("bye"), IDLE.withLinger(TIMEOUT.multipliedBy(2)));
    Peer peer = peer(server);
    assertThat(peer.line()).isEqualTo("bye");
    peer.seesTheEnd();
    Eventually.that("it is over", () -> server.stats().closedTotal() == 1);
    assertThat(server.stats().closed().get(CloseReason.ENDED)).isEqualTo(1);
  }

  @Test
  void aWriteBehindAStuckOutboxIsLetGoToo() {
    Server server =
        serve(
            c -> {
              for (int i = 0; i < 1000; i++) {
                c.outbox().sendText("x".repeat(16 * 1024));
              }
              c.writeLine("behind all that");
              c.flush();
            },
            IDLE.withOutbox(64 * 1024 * 1024, dev.heddle.OverflowPolicy.DISCONNECT));
    narrowPeer(server);
    counted(server); // in the flush, or in the close where an engine keeps some for later
  }

  private static void counted(Server server) {
    Eventually.that("counted as idle: " + server.stats(), () -> server.stats().idleCloses() == 1);
    Eventually.that("over", () -> server.stats().active() == 0);
  }
}

package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.ConnectionBrokenException;
import dev.heddle.ConnectionClosedException;
import dev.heddle.ConnectionEndedException;
import dev.heddle.IdleTimeoutException;
import dev.heddle.Outbox;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A connection that the peer or the network has broken: whom it is blamed on, and that nothing
/// stays open.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("closing")
abstract class BrokenContract extends Contract {
  @Test
  void aResetWhileReadingIsBlamedOnThePeer() {
    var served =
        new Served<>(c -> {
          c.readLine();
          return c.readLine();
        });
    Server server = serve(served);
    Peer peer = peer(server).send("a line, and then half a li");
    peer.send("ne\nand then ha");
    Eventually.that("it reads", () -> server.stats().messagesIn() == 1);
    peer.reset();
    assertThat(served.failure()).isInstanceOf(ConnectionBrokenException.class);
    countsAs(server, CloseReason.BROKEN);
    assertThat(server.stats().handlerFailures()).isZero();
  }

  @Test
  void aResetWhileWritingIsBlamedOnThePeer() {
    var written = new AtomicLong();
    var served = new Served<>(c -> writeAll(c, written));
    Server server = serve(served);
    Peer peer = narrowPeer(server);
    Eventually.stalls(Duration.ofMillis(100), written::get);
    peer.reset();
    assertThat(served.failure()).isInstanceOf(ConnectionBrokenException.class);
    countsAs(server, CloseReason.BROKEN);
  }

  @Test
  void aResetOfAConnectionThatIsIdleIsBlamedOnThePeer() {
    var served = new Served<>(Connection::readLine);
    Server server = serve(served);
    Peer peer = peer(server);
    served.connection();
    peer.reset();
    assertThat(served.failure()).isInstanceOf(ConnectionBrokenException.class);
    countsAs(server, CloseReason.BROKEN);
  }

  @Test
  void aResetDuringATimedReadIsBlamedOnThePeer() {
    var served =
        new Served<>(c -> {
          c.readTimeout(Duration.ofMinutes(1));
          return c.readLine();
        });
    Server server = serve(served);
    Peer peer = peer(server);
    served.connection();
    peer.reset();
    assertThat(served.failure()).isInstanceOf(ConnectionBrokenException.class);
    countsAs(server, CloseReason.BROKEN);
  }

  @Test
  void writingToAPeerThatHasClosedIsBlamedOnThePeer() {
    var served =
        new Served<>(c -> {
          assertThat(c.readLine()).isNull();
          writeUntilItFails(c);
          return null;
        });
    Server server = serve(served);
    peer(server).close();
    assertThat(served.failure()).isInstanceOf(ConnectionBrokenException.class);
    countsAs(server, CloseReason.BROKEN);
  }

  @Test
  void oneExceptionTellsThatAConnectionIsOverWhateverTheReason() {
    var served =
        new Served<>(c -> {
          try {
            return c.readLine();
          } catch (ConnectionEndedException e) {
            return switch (e) {
              case ConnectionClosedException closed -> "closed";
              case ConnectionBrokenException broken -> "broken";
              case IdleTimeoutException idle -> "idle";
            };
          }
        });
    Server server = serve(served);
    Peer peer = peer(server);
    served.connection();
    peer.reset();
    assertThat(served.value()).isEqualTo("broken");
    var idle = new Served<>(Connection::readLine);
    peer(serve(idle, QUICK.withIdleTimeout(Duration.ofMillis(100))));
    assertThat(idle.failure()).isInstanceOf(ConnectionEndedException.class);
    var aborted = new Served<>(Connection::readLine);
    peer(serve(aborted));
    aborted.connection().abort();
    assertThat(aborted.failure()).isInstanceOf(ConnectionEndedException.class);
  }

  @Test
  void aHandlerThatSwallowsABrokenConnectionLeavesNothingOpen() {
    var served =
        new Served<>(c -> {
          Outbox outbox = c.outbox();
          assertThatThrownBy(c::readLine).isInstanceOf(ConnectionBrokenException.class);
          return outbox;
        });
    Server server = serve(served);
    Peer peer = peer(server);
    served.connection();
    peer.reset();
    Outbox outbox = served.value();
    countsAs(server, CloseReason.BROKEN);
    Eventually.that("the outbox is closed", outbox::isClosed);
    assertThat(outbox.sendLine("to nobody")).isFalse();
  }
}

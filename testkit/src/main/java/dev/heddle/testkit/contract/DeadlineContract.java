package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.HANDLERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.CloseReason;
import dev.heddle.ConnectionClosedException;
import dev.heddle.Framing;
import dev.heddle.MessageProtocol;
import dev.heddle.Outbox;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Deadlines of outboxes: for what a peer must have done by then.
@Tag("outbox")
abstract class DeadlineContract extends Contract {
  private static final Duration SOON = Duration.ofMillis(100);
  private static final Duration LATER = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  /// Connections whose deadline each line may change: `soon`, `later`, `hour` or `none`.
  private final class Changing implements MessageProtocol<String> {
    final CompletableFuture<Outbox> outbox = new CompletableFuture<>();
    final CompletableFuture<String> closed = new CompletableFuture<>();

    @Override
    public void connected(Outbox own) {
      own.deadline(HOUR);
      outbox.complete(own);
    }

    @Override
    public void received(String line, Outbox own) {
      switch (line) {
        case "soon" -> own.deadline(SOON);
        case "later" -> own.deadline(LATER);
        case "hour" -> own.deadline(HOUR);
        case "none" -> own.deadline(null);
        default -> {}
      }
      own.sendLine("ok");
    }

    @Override
    public void closed(@Nullable Throwable cause) {
      closed.complete(cause == null ? "ended" : cause.getMessage());
    }

    Peer peer() {
      return DeadlineContract.this.peer(server(this));
    }
  }

  private final Changing changing = new Changing();

  private Server server(Changing protocol) {
    return start(Server.callbacks(Framing.lines(), () -> protocol).engine(engine()).limits(QUICK));
  }

  private static void says(Peer peer, String line) {
    assertThat(peer.send(line + "\n").line()).isEqualTo("ok");
  }

  @Test
  void aPeerIsDisconnectedAtItsDeadlineThoughItIsInTheMiddleOfALine() {
    Server server = server(changing);
    Peer peer = peer(server);
    says(peer, "soon");
    peer.send("half a li");
    peer.seesTheEnd();
    assertThat(Eventually.result(changing.closed)).isEqualTo("closed: timed out");
    countsAs(server, CloseReason.IDLE);
    assertThat(server.stats().handlerFailures()).isZero();
  }

  @Test
  void aDeadlineThatIsRemovedOrMovedAwayClosesNothing() {
    Peer removed = changing.peer();
    var movedAway = new Changing();
    Peer moved = movedAway.peer();
    says(removed, "later");
    says(removed, "none");
    says(moved, "later");
    says(moved, "hour");
    var other = new Changing();
    says(other.peer(), "later");
    assertThat(Eventually.result(other.closed)).isEqualTo("closed: timed out");
    says(removed, "still here");
    says(moved, "still here");
  }

  @Test
  void eachMessageMayMoveTheDeadline() {
    Peer peer = changing.peer();
    var other = new Changing();
    Peer unmoved = other.peer();
    says(unmoved, "later");
    do {
      says(peer, "later");
    } while (!other.closed.isDone());
    peer.seesTheEnd();
    assertThat(Eventually.result(changing.closed)).isEqualTo("closed: timed out");
  }

  @Test
  void aDeadlineMayBeMovedForward() {
    Peer peer = changing.peer();
    says(peer, "hour");
    Eventually.result(changing.outbox).deadline(SOON); // another thread's
    peer.seesTheEnd();
  }

  @Test
  void aHandlerThatReadsIsWokenAtTheDeadline() {
    needs(HANDLERS);
    var served =
        new Served<>(c -> {
          c.outbox().deadline(SOON);
          try {
            return c.readLine();
          } catch (ConnectionClosedException e) {
            return e.getMessage();
          }
        });
    Peer peer = peerOf(served);
    peer.send("half a li");
    peer.seesTheEnd();
    assertThat(served.value()).isEqualTo("closed: timed out");
  }

  @Test
  void aDeadlineOfAConnectionThatIsGoneDoesNothing() {
    Server server = server(changing);
    peer(server).close();
    countsAs(server, CloseReason.ENDED);
    Outbox outbox = Eventually.result(changing.outbox);
    outbox.deadline(SOON);
    outbox.deadline(null);
    assertThat(Eventually.result(changing.closed)).isEqualTo("ended");
    assertThat(server.stats().closedTotal()).isEqualTo(1);
  }

  @Test
  void aDeadlineIsMoreThanZeroAway() {
    Peer peer = changing.peer();
    Outbox outbox = Eventually.result(changing.outbox);
    assertThatThrownBy(() -> outbox.deadline(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a deadline must be more than zero away (null is none): PT0S");
    assertThatThrownBy(() -> outbox.deadline(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    outbox.deadline(Duration.ofSeconds(Long.MAX_VALUE));
    says(peer, "still here");
  }
}

package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.HANDLERS;
import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Activity;
import dev.heddle.CloseReason;
import dev.heddle.ConnectionView;
import dev.heddle.HandlingTimes;
import dev.heddle.LoopView;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What may be asked of a server that is at work.
@Tag("view")
abstract class ViewContract extends Contract {

  /// Echoes; stops at a `!` until it is released.
  private static final class Stopping implements Protocol {
    private final CountDownLatch goOn;

    Stopping(CountDownLatch goOn) {
      this.goOn = goOn;
    }

    @Override
    public void received(ByteBuffer bytes, Outbox outbox) throws Exception {
      boolean stop = bytes.get(bytes.limit() - 1) == '!';
      if (stop) {
        goOn.await();
      }
      outbox.send(bytes);
    }
  }

  private final CountDownLatch goOn = new CountDownLatch(1);

  private Server stopping() {
    return serveCallbacks(() -> new Stopping(goOn), QUICK);
  }

  private static ConnectionView only(Server server) {
    Eventually.that("it is there", () -> server.connections().size() == 1);
    return server.connections().iterator().next();
  }

  private static void becomes(ConnectionView connection, Activity activity) {
    Eventually.that("it is " + activity, () -> connection.activity() == activity);
  }

  @Test
  void aConnectionTellsWhoItIsAndWhatItHasCarried() {
    Server server = stopping();
    Peer peer = peer(server);
    assertThat(peer.send("hello").text(5)).isEqualTo("hello");
    ConnectionView connection = only(server);
    assertThat(connection.id()).isPositive();
    assertThat(((InetSocketAddress) connection.peer()).getPort()).isEqualTo(peer.port());
    assertThat(connection.age()).isBetween(Duration.ofNanos(1), Duration.ofMinutes(1));
    Eventually.that("sent", () -> connection.bytesOut() == 5);
    assertThat(connection.bytesIn()).isEqualTo(5);
    assertThat(connection.messagesIn()).isEqualTo(1);
    assertThat(connection.messagesOut()).isEqualTo(1);
  }

  @Test
  void aConnectionThatHasEndedIsSeenNoMore() {
    Server server = stopping();
    Peer peer = peer(server);
    only(server);
    peer.close();
    Eventually.that("it is gone", () -> server.connections().isEmpty());
  }

  @Test
  void aConnectionReadsAndRunsInTurn() {
    Server server = stopping();
    Peer peer = peer(server);
    ConnectionView connection = only(server);
    becomes(connection, Activity.READING);
    peer.send("stop!");
    becomes(connection, Activity.RUNNING);
    Thread thread = connection.thread();
    assertThat(thread).isNotNull();
    Eventually.that(
        "its stack shows the line",
        () ->
            Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Stopping.class.getName())));
    goOn.countDown();
    assertThat(peer.text(5)).isEqualTo("stop!");
    becomes(connection, Activity.READING);
  }

  @Test
  void aConnectionThatWaitsForTheRestOfAMessageTellsHowMuchOfItHasCome() {
    Server server = serveCallbacks(() -> new CallbackServices.Lines(s -> "got " + s), QUICK);
    Peer peer = peer(server);
    ConnectionView connection = only(server);
    assertThat(connection.unfinished()).isZero();
    peer.send("a\nbc");
    assertThat(peer.line()).isEqualTo("got a");
    Eventually.that("two bytes of a line", () -> connection.unfinished() == 2);
    peer.send("de");
    Eventually.that("four bytes of a line", () -> connection.unfinished() == 4);
    assertThat(peer.send("\n").line()).isEqualTo("got bcde");
    Eventually.that("nothing is unfinished", () -> connection.unfinished() == 0);
  }

  @Test
  void aHandlerThatWaitsForTheRestOfALineShowsToo() {
    needs(HANDLERS);
    Server server = serve(c -> c.writeLine("got " + c.readLine() + c.readLine()));
    Peer peer = peer(server);
    ConnectionView connection = only(server);
    peer.send("12");
    Eventually.that("two bytes of a line", () -> connection.unfinished() == 2);
    peer.send("\n");
    Eventually.that("nothing is unfinished", () -> connection.unfinished() == 0);
    assertThat(peer.send("3\n").line()).isEqualTo("got 123");
  }

  @Test
  void aConnectionWhosePeerDoesNotReadIsWriting() {
    needs(HANDLERS);
    Server server = serve(ViewContract::writeUntilItFails);
    narrowPeer(server);
    ConnectionView connection = only(server);
    Eventually.stalls(Duration.ofMillis(100), connection::bytesOut);
    becomes(connection, Activity.WRITING);
  }

  @Test
  void whatDoesNotChangeIsSeenNotToChange() {
    Server server = stopping();
    Peer peer = peer(server);
    assertThat(peer.send("hello").text(5)).isEqualTo("hello");
    ConnectionView connection = only(server);
    becomes(connection, Activity.READING);
    Eventually.that("sent", () -> connection.bytesOut() == 5);
    long first = connection.unchangedSince(System.nanoTime());
    assertThat(connection.unchangedSince(first + 10)).isEqualTo(first);
    assertThat(peer.send("hello").text(5)).isEqualTo("hello");
    assertThat(connection.unchangedSince(first + 20)).isEqualTo(first + 20);
  }

  @Test
  void anOperatorClosesAConnectionAndNoOther() {
    needs(MANY_AT_ONCE);
    Server server = stopping();
    Peer closed = peer(server);
    ConnectionView connection = only(server);
    Peer other = peer(server);
    connection.abort();
    closed.seesAReset();
    assertThat(other.send("hello").text(5)).isEqualTo("hello");
    Eventually.that("counted", () -> server.stats().closed().get(CloseReason.ABORTED) == 1);
  }

  @Test
  void abortingWakesTheHandlerThatWaitsForSomethingElse() {
    needs(HANDLERS);
    var served = new Served<>(c -> goOn.await(1, java.util.concurrent.TimeUnit.HOURS));
    Server server = serve(served);
    peer(server);
    served.connection();
    only(server).abort();
    assertThat(served.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void someOfTheHandlingsAreTimed() {
    Server server = stopping();
    Peer peer = peer(server);
    for (int i = 0; i < 64; i++) {
      assertThat(peer.send("hello").text(5)).isEqualTo("hello");
    }
    HandlingTimes fast = server.handlingTimes();
    assertThat(fast.count()).isBetween(3L, 5L);
    assertThat(fast.percentile(1)).isBetween(Duration.ofNanos(1), Duration.ofSeconds(10));
    assertThat(fast.countUpTo(Duration.ofHours(1))).isEqualTo(fast.count());
  }

  @Test
  void aHandlerThatNeverReadsIsTimedAsAWhole() {
    needs(HANDLERS);
    Server server =
        serve(c -> {
          goOn.await();
          c.writeLine("bye");
        });
    Peer peer = peer(server);
    only(server);
    goOn.countDown();
    assertThat(peer.line()).isEqualTo("bye");
    Eventually.that("it is timed", () -> server.handlingTimes().count() == 1);
  }

  @Test
  void failuresAreCountedByKind() {
    Server server =
        serveCallbacks(
            () ->
                (bytes, outbox) -> {
                  throw bytes.get(0) == '1' ? new IllegalStateException() : new TestFailure();
                },
            QUICK);
    for (String which : List.of("1", "2", "2")) {
      Peer peer = peer(server).send(which);
      peer.seesItGone();
      peer.close();
    }
    Eventually.that("all are over", () -> server.stats().closedTotal() == 3);
    assertThat(server.stats().failures())
        .containsOnly(
            java.util.Map.entry("java.lang.IllegalStateException", 1L),
            java.util.Map.entry(TestFailure.class.getName(), 2L));
    assertThat(server.stats().handlerFailures()).isEqualTo(3);
  }

  private static final class TestFailure extends Exception {}

  @Test
  void aLoopTurnsWithItsWorkAndWaitsWithoutIt() {
    Server server = stopping();
    List<LoopView> loops = server.loops();
    if (!List.of("loops", "selector").contains(server.engineName())) {
      assertThat(loops).isEmpty();
      return;
    }
    assertThat(loops).isEqualTo(server.loops()).isNotEmpty();
    assertThat(loops).allMatch(loop -> loop.poller().matches("io_uring|epoll|nio"));
    Eventually.that("all wait", () -> loops.stream().allMatch(LoopView::isWaiting));
    long before = loops.stream().mapToLong(LoopView::turns).sum();
    assertThat(peer(server).send("hello").text(5)).isEqualTo("hello");
    assertThat(loops.stream().mapToLong(LoopView::turns).sum()).isGreaterThan(before);
  }

  @Test
  void aClosedServerHasNeitherConnectionsNorLoops() {
    Server server = stopping();
    peer(server);
    only(server);
    server.close();
    assertThat(server.connections()).isEmpty();
    assertThat(server.loops()).isEmpty();
  }
}

package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.DATAGRAMS;
import static dev.heddle.testkit.contract.EngineUnderTest.Ability.HANDLERS;
import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.Client;
import dev.heddle.CloseReason;
import dev.heddle.DatagramServer;
import dev.heddle.FullPolicy;
import dev.heddle.Limits;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A server's life, from its start to its end. Runs on every engine.
@Tag("lifecycle")
abstract class LifecycleContract extends Contract {

  private Server.Builder builder() {
    return overTls(Server.callbacks(CallbackServices.Echo::new).engine(engine()).limits(QUICK));
  }

  @Test
  void startReturnsWhenThePortIsBound() {
    Server server = start(builder());
    assertThat(server.state()).isEqualTo(ServerState.RUNNING);
    assertThat(server.port()).isPositive();
    assertThat(peer(server).send("x\n").line()).isEqualTo("x");
  }

  @Test
  void clientsOfABoundServerWaitUntilItAccepts() throws IOException {
    for (FullPolicy policy : FullPolicy.values()) {
      if (policy == FullPolicy.REFUSE && !engineUnderTest().can(MANY_AT_ONCE)) {
        continue;
      }
      Server server = closing(builder().limits(QUICK.withWhenFull(policy)).bind());
      Peer early = peer(server).send("x\n");
      Eventually.stays(
          "it waits",
          Duration.ofMillis(100),
          () -> !early.hasSomething() && server.stats().accepted() == 0);
      server.accept();
      server.accept();
      assertThat(early.line()).isEqualTo("x");
      early.close();
      assertThat(peer(server).send("y\n").line()).isEqualTo("y");
      assertThat(server.stats().refused()).isZero();
    }
  }

  @Test
  void aBoundServerThatNeverAcceptedDrainsAndCloses() throws Exception {
    Server server = closing(builder().bind());
    Peer early = peer(server);
    assertThat(server.drain(Duration.ofSeconds(5))).isTrue();
    early.seesItGone();
    builder().bind().close();
  }

  @Test
  void aServerSaysWhatItIs() {
    Server server = start(builder().name("mirror"));
    assertThat(server.name()).isEqualTo("mirror");
    assertThat(server)
        .asString()
        .contains("mirror", "127.0.0.1:" + server.port(), engine().name(), "RUNNING");
  }

  @Test
  void closingEndsItAndFreesThePort() throws Exception {
    Server server = start(builder());
    int port = server.port();
    server.close();
    assertThat(server.state()).isEqualTo(ServerState.CLOSED);
    assertThat(server.awaitTermination(Duration.ofSeconds(5))).isTrue();
    assertThatThrownBy(() -> new Socket(InetAddress.ofLiteral("127.0.0.1"), port).close())
        .isInstanceOf(ConnectException.class);
    Server again = start(builder().port(port));
    assertThat(peer(again).send("x\n").line()).isEqualTo("x");
  }

  @Test
  void aServiceForManyIsNotStartedWhereFewerFit() {
    assertThatThrownBy(() -> builder().maxConnections(1).fewestConnections(2).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs at least 2 concurrent clients; ")
        .hasMessageEndingWith(" allows 1");
    assertThatThrownBy(() -> builder().maxConnections(1).fewestConnections(2).check())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("needs at least 2 concurrent clients; ");
    if (engineUnderTest().can(MANY_AT_ONCE)) {
      start(builder().fewestConnections(2));
    }
  }

  @Test
  void closingTwiceIsClosingOnce() {
    Server server = start(builder());
    server.close();
    server.close();
    assertThat(server.state()).isEqualTo(ServerState.CLOSED);
  }

  @Test
  void drainingAClosedServerReturnsAtOnce() throws Exception {
    Server server = start(builder());
    server.close();
    assertThat(server.drain(Duration.ofSeconds(30))).isTrue();
    assertThat(server.state()).isEqualTo(ServerState.CLOSED);
  }

  @Test
  void closingADrainedServerChangesNothing() throws Exception {
    Server server = start(builder());
    assertThat(server.drain(Duration.ofSeconds(5))).isTrue();
    server.close();
    assertThat(server.state()).isEqualTo(ServerState.CLOSED);
  }

  @Test
  void awaitTerminationReturnsWhenTheServerIsClosed() throws Exception {
    Server server = start(builder());
    assertThat(server.awaitTermination(Duration.ofMillis(20))).isFalse();
    Future<Void> waiting = asideRun(server::awaitTermination);
    server.close();
    Eventually.result(waiting);
  }

  @Test
  void aPortInUseIsRefusedAndTheMessageNamesIt() {
    Server first = start(builder());
    assertThatThrownBy(() -> builder().port(first.port()).start())
        .isInstanceOf(BindException.class)
        .hasMessageContaining("127.0.0.1:" + first.port())
        .hasMessageContaining("in use");
    assertThat(peer(first).send("x\n").line()).isEqualTo("x");
  }

  @Test
  void anAddressThatIsNotHereIsRefusedAndTheMessageNamesIt() {
    assertThatThrownBy(
            () -> builder().address(new java.net.InetSocketAddress("192.0.2.1", 0)).start())
        .isInstanceOf(BindException.class)
        .hasMessageContaining("192.0.2.1:0");
  }

  @Test
  void aServerMayStartAgainOnTheSamePortRightAfterBusyConnections() {
    Server first = start(builder());
    int port = first.port();
    for (int i = 0; i < 5; i++) {
      Peer peer = peer(first);
      assertThat(peer.send("x\n").line()).isEqualTo("x");
      if (i % 2 == 0) {
        peer.close();
      } else if (!engineUnderTest().can(MANY_AT_ONCE)) {
        peer.close();
      }
    }
    first.close();
    Server second = start(builder().port(port));
    assertThat(peer(second).send("y\n").line()).isEqualTo("y");
  }

  @Test
  void twoServersMayShareAnEngineAndTheOneOutlivesTheOther() {
    Server one = start(builder());
    Server two = start(builder());
    assertThat(peer(one).send("1\n").line()).isEqualTo("1");
    one.close();
    assertThat(peer(two).send("2\n").line()).isEqualTo("2");
    two.close();
    Server three = start(builder());
    assertThat(peer(three).send("3\n").line()).isEqualTo("3");
  }

  @Test
  void aServerThatDidNotStartLeavesItsEngineUsable() {
    Server first = start(builder());
    int port = first.port();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> builder().port(port).start()).isInstanceOf(BindException.class);
    }
    first.close();
    Server server = start(builder().port(port));
    assertThat(peer(server).send("x\n").line()).isEqualTo("x");
  }

  @Test
  void aThreadThatIsInterruptedMayStartAndCloseAServer() {
    Server first = start(builder()); // keeps what the engine shares
    Future<Server> started =
        aside(() -> {
          Thread.currentThread().interrupt();
          Server second = builder().start();
          int port = second.port();
          second.close();
          assertThat(Thread.currentThread().isInterrupted()).isTrue();
          return builder().port(port).start();
        });
    Server third = closing(Eventually.result(started));
    assertThat(peer(third).send("x\n").line()).isEqualTo("x");
    assertThat(peer(first).send("x\n").line()).isEqualTo("x");
  }

  @Test
  void aCallbackMayCloseItsServerWhichDoesNotWaitForIt() throws Exception {
    var itself = new CompletableFuture<Server>();
    Server server =
        start(
            Server.callbacks(() -> (Protocol) (bytes, outbox) -> itself.join().close())
                .engine(engine())
                .limits(QUICK));
    itself.complete(server);
    peer(server).send("x\n");
    assertThat(server.awaitTermination(Duration.ofSeconds(10))).isTrue();
    Eventually.that("its connection is over", () -> server.stats().active() == 0);
    assertThat(server.stats().handlerFailures()).isZero();
    assertThat(log().messages(Level.WARNING)).as("waited for itself").isEmpty();
  }

  @Test
  void aCallbackThatClosesItsServerWaitsForTheOthers() throws Exception {
    needs(MANY_AT_ONCE);
    var itself = new CompletableFuture<Server>();
    Protocol closes =
        (bytes, outbox) -> {
          if (bytes.get(0) == 'c') {
            itself.join().close();
          } else {
            outbox.send(bytes);
          }
        };
    Server server = start(Server.callbacks(() -> closes).engine(engine()).limits(QUICK));
    itself.complete(server);
    assertThat(peer(server).send("stay\n").line()).isEqualTo("stay");
    peer(server).send("close\n");
    assertThat(server.awaitTermination(Duration.ofSeconds(10))).isTrue();
    Eventually.that("all are over", () -> server.stats().active() == 0);
    assertThat(server.stats().closed().get(CloseReason.ABORTED)).isEqualTo(2);
    assertThat(log().messages(Level.WARNING)).as("waited for itself").isEmpty();
  }

  @Test
  void manyThreadsMayCloseAtOnce() {
    Server server = start(builder());
    peer(server).send("x\n").line();
    var closing =
        java.util.stream.IntStream.range(0, 8).mapToObj(i -> asideRun(server::close)).toList();
    closing.forEach(Eventually::result);
    assertThat(server.state()).isEqualTo(ServerState.CLOSED);
  }

  @Test
  void aHandlerIsRefusedWhereThereIsNoThreadForIt() {
    assumeFalse(engineUnderTest().can(HANDLERS));
    assertThat(engine().callbacksOnly()).isTrue();
    assertThatThrownBy(() -> Server.builder(ECHO).engine(engine()).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Server.callbacks");
    assertThatThrownBy(() -> Client.builder().engine(engine()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aHandlerThatWouldBeginAsItsServerEndsIsNotLeftBehind() throws IOException {
    assumeTrue(engineUnderTest().can(HANDLERS));
    var begun = new AtomicInteger();
    var ended = new AtomicInteger();
    for (int i = 0; i < 200; i++) {
      Server server =
          Server.builder(
                  c -> {
                    begun.incrementAndGet();
                    try {
                      Thread.sleep(Long.MAX_VALUE);
                    } finally {
                      ended.incrementAndGet();
                    }
                  })
              .engine(engine())
              .start();
      try (var _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), server.port())) {
        server.close();
      }
    }
    Eventually.that("all are over", () -> ended.get() == begun.get());
  }

  @Test
  void moreConnectionsThanTheEngineCanServeAreRefused() {
    assumeFalse(engineUnderTest().can(MANY_AT_ONCE));
    assertThatThrownBy(() -> builder().maxConnections(5).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one connection at a time");
    Server server = start(builder().maxConnections(1));
    assertThat(peer(server).send("x\n").line()).isEqualTo("x");
  }

  @Test
  void whatIsSetByNameHoldsWhateverTheOrder() {
    Duration minute = Duration.ofMinutes(1);
    Limits wanted = QUICK.withIdleTimeout(minute).withMaxConnections(1).withBacklog(9);
    Server before =
        start(
            Server.callbacks(CallbackServices.Echo::new)
                .engine(engine())
                .idleTimeout(minute)
                .maxConnections(1)
                .changeLimits(limits -> limits.withBacklog(9))
                .limits(QUICK));
    Server after =
        start(
            Server.callbacks(CallbackServices.Echo::new)
                .engine(engine())
                .limits(QUICK.withIdleTimeout(Duration.ofDays(1)))
                .changeLimits(limits -> limits.withBacklog(9))
                .maxConnections(1)
                .idleTimeout(minute));
    assertThat(before.limits()).isEqualTo(wanted);
    assertThat(after.limits()).isEqualTo(wanted);
  }

  @Test
  void noIdleTimeoutSetByNameHoldsToo() {
    Limits idle = QUICK.withIdleTimeout(Duration.ofMinutes(1));
    Server server =
        start(
            Server.callbacks(CallbackServices.Echo::new)
                .engine(engine())
                .idleTimeout(null)
                .limits(idle));
    assertThat(server.limits()).isEqualTo(QUICK);
  }

  @Test
  void ofTwoChangesToOneLimitTheLastCounts() {
    Server server =
        start(
            builder()
                .idleTimeout(Duration.ofMinutes(1))
                .changeLimits(limits -> limits.withIdleTimeout(Duration.ofMinutes(2)))
                .limits(QUICK));
    assertThat(server.limits().idleTimeout()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aLimitThatMakesNoSenseIsRefusedWhereItIsSet() {
    Server.Builder builder = builder();
    assertThatThrownBy(() -> builder.idleTimeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(start(builder.limits(QUICK)).limits()).isEqualTo(QUICK);
  }

  @Test
  void refusingIsRefusedWhereTheEngineIsBusyWithSomebody() {
    assumeFalse(engineUnderTest().can(MANY_AT_ONCE));
    assertThatThrownBy(() -> builder().limits(QUICK.withWhenFull(FullPolicy.REFUSE)).start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot reject");
  }

  @Test
  void datagramsAreRefusedWhereTheEngineDoesNotCarryThem() {
    assumeFalse(engineUnderTest().can(DATAGRAMS));
    assertThatThrownBy(() -> DatagramServer.builder(d -> d).engine(engine()).start())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(engine().name());
  }

  @Test
  void theEngineKnowsItsName() {
    assertThat(engineUnderTest().name()).startsWith(engine().name());
    assertThat(engine()).hasToString(engine().name());
    assertThat(engine().callbacksOnly()).isEqualTo(!engineUnderTest().can(HANDLERS));
  }
}

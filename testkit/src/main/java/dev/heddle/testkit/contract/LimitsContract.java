package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.FullPolicy;
import dev.heddle.Limits;
import dev.heddle.Refusal;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How many clients are admitted, how fast, and what rejected clients are sent.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("limits")
abstract class LimitsContract extends Contract {

  @Test
  void aClientAboveTheLimitWaitsUntilAnotherLeaves() {
    int most = engineUnderTest().can(MANY_AT_ONCE) ? 2 : 1;
    Server server = serve(ECHO, QUICK.withMaxConnections(most));
    List<Peer> inside = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      Peer peer = peer(server).send("in\n");
      assertThat(peer.line()).isEqualTo("ECHO: in");
      inside.add(peer);
    }
    Peer waiting = peer(server).send("me too\n");
    Eventually.stays(
        "it waits",
        Duration.ofMillis(200),
        () -> !waiting.hasSomething() && server.stats().accepted() == most);
    inside.getFirst().close();
    assertThat(waiting.line()).isEqualTo("ECHO: me too");
    assertThat(server.stats().refused()).isZero();
    assertThat(server.stats().accepted()).isEqualTo(most + 1);
  }

  @Test
  void manyMoreThanTheLimitAreAllServedInTheEnd() {
    int most = engineUnderTest().can(MANY_AT_ONCE) ? 3 : 1;
    Server server = serve(ECHO, QUICK.withMaxConnections(most));
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Peer peer = peer(server);
      answers.add(
          aside(() -> {
            String line = peer.send("hello\n").line();
            peer.close();
            return line;
          }));
    }
    answers.forEach(a -> assertThat(Eventually.result(a)).isEqualTo("ECHO: hello"));
    assertThat(server.stats().accepted()).isEqualTo(40);
  }

  @Test
  void aClientAboveTheLimitIsRejectedWithAReasonIfThatIsThePolicy() {
    plainOnly("a rejected client gets an alert, and no line");
    needs(MANY_AT_ONCE);
    Server server = serve(ECHO, QUICK.withMaxConnections(1).withWhenFull(FullPolicy.REFUSE));
    Peer first = peer(server).send("in\n");
    assertThat(first.line()).isEqualTo("ECHO: in");
    for (int i = 1; i <= 3; i++) {
      Peer refused = peer(server);
      assertThat(refused.line()).startsWith("error: ");
      refused.seesTheEnd();
      assertThat(server.stats().refused()).isEqualTo(i);
    }
    assertThat(first.send("still\n").line()).isEqualTo("ECHO: still");
    first.close();
    Eventually.that("it has left", () -> server.stats().active() == 0);
    assertThat(peer(server).send("now\n").line()).isEqualTo("ECHO: now");
    assertThat(server.stats().accepted()).isEqualTo(2);
  }

  @Test
  void aRejectedClientGetsTheReasonThoughItHasSpokenFirst() {
    plainOnly("a rejected client gets an alert, and no line");
    needs(MANY_AT_ONCE);
    Server server = serve(ECHO, QUICK.withMaxConnections(1).withWhenFull(FullPolicy.REFUSE));
    Peer first = peer(server).send("in\n");
    assertThat(first.line()).isEqualTo("ECHO: in");
    for (int i = 0; i < 50; i++) {
      Peer refused = overTls(Peer.connect(server.address()));
      try {
        refused.send("GET / HTTP/1.0\r\n\r\n");
      } catch (java.io.UncheckedIOException e) {
        // Rejected already; the line that it was sent can still be read.
      }
      assertThat(refused.line()).startsWith("error: ");
      refused.close();
    }
    assertThat(server.stats().refused()).isEqualTo(50);
  }

  @Test
  void aPlaceIsFreeAgainWhateverItsHandlerDid() {
    Server server =
        serve(
            c -> {
              switch (c.readLine()) {
                case "throw" -> throw new IllegalStateException("on purpose");
                case "close" -> c.close();
                case "abort" -> c.abort();
                default -> c.writeLine("served");
              }
            },
            QUICK.withMaxConnections(1));
    for (String what : List.of("throw", "close", "abort", "return", "throw", "abort")) {
      peer(server).send(what + "\n").seesItGone();
    }
    Peer reset = peer(server);
    Eventually.that("it is in", () -> server.stats().accepted() == 7);
    reset.reset();
    assertThat(peer(server).send("x\n").line()).isEqualTo("served");
  }

  @Test
  void notMoreAreAcceptedInASecondThanTheRateAllows() {
    Server server = serve(c -> c.writeLine("in"), QUICK.withAcceptRate(40));
    long began = System.nanoTime();
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      peers.add(peer(server));
    }
    for (Peer peer : peers) {
      assertThat(peer.line()).isEqualTo("in");
      peer.close();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(300), Duration.ofSeconds(8));
  }

  @Test
  void aServerThatWaitsForAPlaceOrATurnClosesPromptly() {
    Server full = serve(ECHO, QUICK.withMaxConnections(1));
    assertThat(peer(full).send("in\n").line()).isEqualTo("ECHO: in");
    peer(full);
    Server slow = serve(c -> c.writeLine("in"), QUICK.withAcceptRate(1));
    assertThat(peer(slow).line()).isEqualTo("in");
    peer(slow);
    long began = System.nanoTime();
    full.close();
    slow.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aServerThatIsFullDrains() {
    Server server = serve(ECHO, QUICK.withMaxConnections(1));
    Peer peer = peer(server).send("in\n");
    assertThat(peer.line()).isEqualTo("ECHO: in");
    peer(server);
    Future<Boolean> drained = aside(() -> server.drain(Duration.ofSeconds(30)));
    peer.seesTheEnd();
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
    assertThat(server.stats().accepted()).isEqualTo(1);
  }

  @Test
  void aSmallBacklogIsEnough() {
    Server server = serve(c -> c.writeLine("in"), QUICK.withBacklog(1));
    for (int i = 0; i < 20; i++) {
      Peer peer = peer(server);
      assertThat(peer.line()).isEqualTo("in");
      peer.close();
    }
  }

  @Test
  void theEnginesOwnBoundHoldsWithoutALimit() {
    if (engineUnderTest().can(MANY_AT_ONCE)) {
      Server server = serve(ECHO, Limits.DEFAULT);
      List<Peer> peers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        peers.add(peer(server));
      }
      for (Peer peer : peers) {
        assertThat(peer.send("x\n").line()).isEqualTo("ECHO: x");
      }
      assertThat(server.stats().active()).isEqualTo(100);
    } else {
      Server server = serve(ECHO);
      assertThat(peer(server).send("x\n").line()).isEqualTo("ECHO: x");
      Peer second = peer(server).send("y\n");
      Eventually.stays("one at a time", Duration.ofMillis(100), () -> !second.hasSomething());
      assertThat(server.stats().active()).isEqualTo(1);
    }
  }

  @Test
  void aClientAboveTheLimitOfItsAddressIsRejectedAndOthersAreAdmitted() {
    plainOnly("a rejected client gets an alert, and no line");
    needs(MANY_AT_ONCE);
    Server server = serve(ECHO, QUICK.withMaxConnectionsPerAddress(2));
    List<Peer> inside = List.of(peer(server), peer(server));
    inside.forEach(peer -> assertThat(peer.send("in\n").line()).isEqualTo("ECHO: in"));
    for (int i = 1; i <= 3; i++) {
      Peer rejected = peer(server);
      assertThat(rejected.line()).startsWith("error: from your address 2 connections are open");
      rejected.seesTheEnd();
      assertThat(server.stats().refusals()).containsEntry(Refusal.ADDRESS_FULL, (long) i);
    }
    Peer other =
        closing(overTls(Peer.connect(server.address(), InetAddress.ofLiteral("127.0.0.2"))));
    assertThat(other.send("in\n").line()).isEqualTo("ECHO: in");
    inside.getFirst().close();
    Eventually.that("it has left", () -> server.stats().active() == 2);
    assertThat(peer(server).send("now\n").line()).isEqualTo("ECHO: now");
    assertThat(server.stats().accepted()).isEqualTo(4);
    assertThat(server.stats().refused()).isEqualTo(3);
    String line = "connections from 127.0.0.1 are rejected: 2 connections are open";
    Eventually.that("it is logged", () -> log().messages(Level.WARNING).contains(line));
    assertThat(log().messages(Level.WARNING)).containsOnlyOnce(line);
  }

  @Test
  void aPlaceOfAnAddressIsFreeAgainHoweverItsConnectionEnds() {
    Server server =
        serve(
            connection -> {
              if ("throw".equals(connection.readLine())) {
                throw new IllegalStateException("on purpose");
              }
            },
            QUICK.withMaxConnectionsPerAddress(1));
    for (int i = 0; i < 6; i++) {
      Peer peer = peer(server);
      switch (i % 3) {
        case 0 -> peer.send("throw\n").seesItGone();
        case 1 -> peer.send("x\n").seesTheEnd();
        default -> {
          Eventually.that("it is in", () -> server.stats().active() == 1);
          peer.reset();
        }
      }
      Eventually.that("it has left", () -> server.stats().active() == 0);
    }
    assertThat(server.stats().accepted()).isEqualTo(6);
    assertThat(server.stats().refused()).isZero();
  }

  @Test
  void moreFromOneAddressInASecondThanItsRateAllowsAreTurnedAway() {
    plainOnly("a rejected client gets an alert, and no line");
    Server server = serve(c -> c.writeLine("in"), QUICK.withAcceptRatePerAddress(5));
    int in = 0;
    for (int i = 0; i < 12; i++) {
      Peer peer = peer(server);
      in += peer.line().equals("in") ? 1 : 0;
      peer.close();
    }
    assertThat(in).isBetween(5, 11);
    assertThat(server.stats().refusals()).containsEntry(Refusal.ADDRESS_RATE, 12L - in);
    Peer other =
        closing(overTls(Peer.connect(server.address(), InetAddress.ofLiteral("127.0.0.2"))));
    assertThat(other.line()).isEqualTo("in");
  }
}

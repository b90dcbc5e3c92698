package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Activity;
import dev.heddle.CloseReason;
import dev.heddle.FullPolicy;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Refusal;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Which connections a full server closes for a client that comes, and which it keeps.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("limits")
abstract class EvictionContract extends Contract {
  private static final Duration A_WHILE = Duration.ofMillis(400);
  private static final String ANSWER = "ECHO: in\n";
  private static final int LARGE = 8 * 1024 * 1024;

  private static Limits most(int connections) {
    return QUICK.withMaxConnections(connections).withWhenFull(FullPolicy.EVICT_IDLE);
  }

  private static Peer greeted(Peer peer) {
    assertThat(peer.send("in\n").line() + '\n').isEqualTo(ANSWER);
    return peer;
  }

  private static long evicted(Server server) {
    return server.stats().closed().getOrDefault(CloseReason.EVICTED, 0L);
  }

  @BeforeEach
  void severalAtOnce() {
    needs(MANY_AT_ONCE);
  }

  /// A client may have its answer before its connection waits for the next message, and before the
  /// server has counted what it sent, by which it knows how long a connection has been silent.
  private static void awaitReaders(Server server) {
    Eventually.that(
        "all wait for a message",
        () ->
            server.connections().stream()
                .allMatch(each ->
                    each.activity() == Activity.READING
                        && each.bytesOut() == each.messagesIn() * ANSWER.length()));
  }

  @Test
  void anIdleConnectionGivesItsPlaceToAClientThatComes() {
    Server server = serve(ECHO, most(2));
    Peer first = greeted(peer(server));
    awaitReaders(server);
    Peer second = greeted(peer(server));
    awaitReaders(server);
    Peer third = peer(server).send("me too\n");
    assertThat(third.line()).isEqualTo("ECHO: me too");
    first.seesTheEnd();
    assertThat(second.send("still\n").line()).isEqualTo("ECHO: still");
    Eventually.that("it is counted", () -> evicted(server) == 1);
    assertThat(server.stats().accepted()).isEqualTo(3);
    assertThat(server.stats().active()).isEqualTo(2);
    assertThat(server.stats().refused()).isZero();
    Eventually.that(
        "it is logged",
        () ->
            log().messages(Level.INFO).stream()
                .anyMatch(line -> line.startsWith("server is full: connection ")));
  }

  @Test
  void aClientThatNeverSpeaksGoesFirst() {
    Server server = serve(ECHO, most(2));
    Peer speaks = greeted(peer(server));
    Peer silent = peer(server);
    Eventually.that("it is in", () -> server.connections().size() == 2);
    awaitReaders(server);
    greeted(speaks);
    awaitReaders(server);
    greeted(peer(server));
    silent.seesTheEnd();
    greeted(speaks);
  }

  @Test
  void theAddressWithTheMostConnectionsLosesOne() {
    Server server = serve(ECHO, most(3));
    Peer alone =
        closing(overTls(Peer.connect(server.address(), InetAddress.ofLiteral("127.0.0.2"))));
    Eventually.that("it is in", () -> server.connections().size() == 1);
    Peer older = greeted(peer(server));
    awaitReaders(server);
    Peer younger = greeted(peer(server));
    awaitReaders(server);
    greeted(closing(overTls(Peer.connect(server.address(), InetAddress.ofLiteral("127.0.0.2")))));
    older.seesTheEnd();
    greeted(younger);
    greeted(alone);
    assertThat(evicted(server)).isEqualTo(1);
  }

  @Test
  void aMessageThatHasBegunOrIsBeingAnsweredIsNeverCut() {
    var answers = new CountDownLatch(1);
    Handler waits =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            if (line.equals("wait")) {
              answers.await();
            }
            connection.writeLine("ECHO: " + line);
          }
        };
    Server server = serve(waits, most(2));
    Peer half = peer(server).send("half a ");
    Peer answered = peer(server).send("wait\n");
    awaitUnfinished(server, 7);
    Eventually.that("both are under way", () -> server.stats().messagesIn() == 1);
    Peer next = peer(server).send("next\n");
    Eventually.stays("it waits", A_WHILE, () -> server.stats().accepted() == 2);
    assertThat(half.send("line\n").line()).isEqualTo("ECHO: half a line");
    assertThat(next.line()).isEqualTo("ECHO: next");
    half.seesTheEnd();
    answers.countDown();
    assertThat(answered.line()).isEqualTo("ECHO: wait");
    assertThat(evicted(server)).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsReadSlowlyIsSentToItsEnd() {
    byte[] answer = pattern(LARGE);
    Handler large =
        connection -> {
          while (connection.readLine() != null) {
            connection.write(answer);
          }
        };
    Server server = serve(large, most(1));
    Peer slow = narrowPeer(server).send("large\n");
    Eventually.that("it is being sent", () -> server.stats().bytesOut() > 0);
    Peer next = peer(server).send("next\n");
    Eventually.stays("it waits", A_WHILE, () -> server.stats().accepted() == 1);
    assertThat(slow.bytes(LARGE)).isEqualTo(answer);
    assertThat(next.bytes(LARGE)).isEqualTo(answer);
    slow.seesTheEnd();
  }

  @Test
  void aConnectionWhoseHandlerSaysSoStays() {
    Handler keeps =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            connection.evictable(!line.equals("keep me"));
            connection.writeLine("ECHO: " + line);
          }
        };
    Server server = serve(keeps, most(1));
    Peer kept = peer(server).send("keep me\n");
    assertThat(kept.line()).isEqualTo("ECHO: keep me");
    Peer next = peer(server).send("next\n");
    Eventually.stays("it waits", A_WHILE, () -> server.stats().accepted() == 1);
    assertThat(kept.send("let me go\n").line()).isEqualTo("ECHO: let me go");
    assertThat(next.line()).isEqualTo("ECHO: next");
    kept.seesTheEnd();
  }

  @Test
  void manyClientsThatStayAreAllServedAndNeverMoreThanTheLimitAtOnce() {
    Server server = serve(ECHO, most(3));
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      peers.add(greeted(peer(server)));
      awaitReaders(server);
      assertThat(server.stats().active()).isLessThanOrEqualTo(3);
    }
    Eventually.that("the others have gone", () -> evicted(server) == 17);
    peers.subList(17, 20).forEach(EvictionContract::greeted);
  }

  @Test
  void aClientThatWaitsForAPlaceGetsTheOneThatBecomesFree() {
    Server server = serve(ECHO, most(1));
    Peer half = peer(server).send("half");
    awaitUnfinished(server, 4);
    Peer next = peer(server).send("next\n");
    half.close();
    assertThat(next.line()).isEqualTo("ECHO: next");
    assertThat(evicted(server)).isZero();
  }

  @Test
  void aServerWhoseClientWaitsForAPlaceClosesPromptly() {
    Server server = serve(ECHO, most(1));
    peer(server).send("half");
    awaitUnfinished(server, 4);
    Peer waiting = peer(server);
    Eventually.stays("it waits", A_WHILE, () -> server.stats().accepted() == 1);
    promptly(() -> {
      server.close();
      return true;
    });
    waiting.seesItGone();
    assertThat(server.stats().accepted()).isEqualTo(1);
  }

  @Test
  void aClientThatIsRejectedForItsAddressTakesNobodysPlace() {
    plainOnly("a rejected client gets an alert, and no line");
    Server server = serve(ECHO, most(2).withMaxConnectionsPerAddress(2));
    List<Peer> inside = List.of(greeted(peer(server)), greeted(peer(server)));
    assertThat(peer(server).line()).startsWith("error: from your address 2 connections are open");
    inside.forEach(EvictionContract::greeted);
    greeted(closing(overTls(Peer.connect(server.address(), InetAddress.ofLiteral("127.0.0.2")))));
    assertThat(server.stats().refusals()).containsEntry(Refusal.ADDRESS_FULL, 1L);
    assertThat(evicted(server)).isEqualTo(1);
    Eventually.that("one has left", () -> server.stats().active() == 2);
    greeted(peer(server));
  }
}

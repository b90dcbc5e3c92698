package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.LINGERS_WHEN_WOKEN;
import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Graceful shutdown: between messages, and with every pending answer.
@Needs(EngineUnderTest.Ability.HANDLERS)
@Tag("drain")
abstract class DrainContract extends Contract {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void aServerWithoutConnectionsDrainsAtOnce() throws Exception {
    Server server = serve(ECHO);
    assertThat(promptly(() -> server.drain(LONG))).isTrue();
    assertThat(server.state()).isEqualTo(ServerState.CLOSED);
  }

  @Test
  void anIdleConnectionSeesTheEndOfTheStreamAndEndsNormally() {
    var served = new Served<>(c -> c.readLine() + "," + c.readLine());
    Server server = serve(served);
    Peer peer = peer(server).send("one\n");
    Eventually.that("the line is read", () -> server.stats().messagesIn() == 1);
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    assertThat(served.value()).isEqualTo("one,null");
    peer.seesTheEnd();
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
    assertThat(server.stats().closed().get(CloseReason.ENDED)).isEqualTo(1);
  }

  @Test
  void aConnectionThatHasNeverSentAnythingSeesTheEnd() {
    var served = new Served<>(Connection::readLine);
    Server server = serve(served);
    Peer peer = peer(server);
    served.connection();
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    assertThat(served.value()).isNull();
    peer.seesTheEnd();
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void aTimedReadSeesTheEndToo() {
    var served =
        new Served<>(c -> {
          c.readTimeout(Duration.ofMinutes(1));
          return c.readLine();
        });
    Server server = serve(served);
    Peer peer = peer(server);
    served.connection();
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    assertThat(served.value()).isNull();
    peer.seesTheEnd();
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void aMessageThatHasBegunIsFinishedAndItsReplyFlushed() {
    Server server = serve(ECHO);
    Peer peer = peer(server).send("half a ");
    awaitUnfinished(server, 7);
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    Eventually.that("it drains", () -> server.state() == ServerState.DRAINING);
    assertThat(drained.isDone()).isFalse();
    peer.send("line\n");
    assertThat(peer.line()).isEqualTo("ECHO: half a line");
    peer.seesTheEnd();
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void aFrameThatHasBegunIsFinished() {
    Server server =
        serve(c -> {
          for (byte[] frame; (frame = c.readFrame()) != null; ) {
            c.writeFrame(frame);
          }
        });
    Peer peer = peer(server).send(new byte[] {0, 0});
    awaitUnfinished(server, 2);
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    Eventually.that("it drains", () -> server.state() == ServerState.DRAINING);
    peer.send(new byte[] {0, 2, 'h'}).send("i");
    assertThat(peer.frame()).isEqualTo(utf8("hi"));
    peer.seesTheEnd();
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void aMessageOfSeveralReadsIsFinishedWhereTheHandlerSaysWhereItBegins() {
    Server server =
        serve(c -> {
          while (c.awaitMessage()) {
            String header = c.readLine();
            String body = c.readLine();
            c.writeLine(header + "+" + body);
          }
        });
    Peer peer = peer(server).send("header\n");
    Eventually.that("the header is read", () -> server.stats().messagesIn() == 1);
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    Eventually.that("it drains", () -> server.state() == ServerState.DRAINING);
    peer.send("body\n");
    assertThat(peer.line()).isEqualTo("header+body");
    peer.seesTheEnd();
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void aHandlerThatIsAtWorkFinishesAndItsReplyIsFlushed() {
    var working = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Server server =
        serve(c -> {
          for (String line; (line = c.readLine()) != null; ) {
            working.countDown();
            Eventually.happens(goOn);
            c.writeLine("done: " + line);
          }
        });
    Peer peer = peer(server).send("job\n");
    Eventually.happens(working);
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    Eventually.that("it drains", () -> server.state() == ServerState.DRAINING);
    goOn.countDown();
    assertThat(peer.line()).isEqualTo("done: job");
    peer.seesTheEnd();
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void pipelinedRequestsThatHaveBeenReceivedTogetherAreAllAnswered() {
    var working = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Server server =
        serve(c -> {
          for (String line; (line = c.readLine()) != null; ) {
            working.countDown();
            Eventually.happens(goOn);
            c.writeLine("done: " + line);
          }
        });
    Peer peer = peer(server).send("1\n2\n3\n");
    Eventually.happens(working);
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    Eventually.that("it drains", () -> server.state() == ServerState.DRAINING);
    goOn.countDown();
    assertThat(peer.line()).isEqualTo("done: 1");
    assertThat(peer.line()).isEqualTo("done: 2");
    assertThat(peer.line()).isEqualTo("done: 3");
    peer.seesTheEnd();
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void requestsThatComeWhileTheConnectionEndsDoNotTurnTheEndIntoAReset() {
    needs(LINGERS_WHEN_WOKEN);
    Server server = serve(ECHO, QUICK.withLinger(Duration.ofSeconds(5)));
    Peer peer = peer(server).send("one\n");
    Eventually.that("it is answered", () -> server.stats().messagesOut() == 1);
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    Eventually.that("it drains", () -> server.state() != ServerState.RUNNING);
    for (int i = 0; i < 100; i++) {
      peer.send("too late\n");
    }
    assertThat(peer.line()).isEqualTo("ECHO: one");
    // Some may still have been read before the drain had reached this connection.
    for (String line; (line = peer.line()) != null; ) {
      assertThat(line).isEqualTo("ECHO: too late");
    }
    peer.send("much too late\n");
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void aHandlerThatGoesOnReadingAfterTheEndOnlySeesTheEndAgain() {
    var served = new Served<>(c -> c.readLine() + c.readLine() + c.awaitMessage());
    Server server = serve(served);
    peer(server);
    served.connection();
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    assertThat(served.value()).isEqualTo("nullnullfalse");
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void aHandlerMayStillWriteAfterTheEnd() {
    Server server =
        serve(c -> {
          while (c.readLine() != null) {}
          c.writeLine("goodbye");
        });
    Peer peer = peer(server).send("hello\n");
    Eventually.that("it is read", () -> server.stats().messagesIn() == 1);
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    assertThat(peer.line()).isEqualTo("goodbye");
    peer.seesTheEnd();
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void drainReturnsAsSoonAsTheLastConnectionHasEnded() {
    Server server = serve(ECHO);
    Peer peer = peer(server).send("half");
    awaitUnfinished(server, 4);
    Future<Boolean> drained = aside(() -> server.drain(Duration.ofHours(1)));
    Eventually.that("it drains", () -> server.state() == ServerState.DRAINING);
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
  }

  @Test
  void aDrainingServerAcceptsNobodyAndItsPortIsFree() {
    Server server = serve(ECHO);
    int port = server.port();
    Peer peer = peer(server).send("half");
    awaitUnfinished(server, 4);
    Future<Boolean> drained = aside(() -> server.drain(LONG));
    Eventually.that(
        "nobody listens",
        () -> {
          try (var _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            return false;
          } catch (ConnectException e) {
            return true;
          } catch (java.io.IOException e) {
            return false;
          }
        });
    assertThat(drained.isDone()).isFalse();
    peer.close();
    assertThat(Eventually.result(drained)).isTrue();
    start(Server.builder(ECHO).engine(engine()).limits(QUICK).port(port));
  }

  @Test
  void drainingTwiceIsDrainingOnce() throws Exception {
    Server server = serve(ECHO);
    assertThat(server.drain(LONG)).isTrue();
    assertThat(promptly(() -> server.drain(LONG))).isTrue();
    assertThat(server.state()).isEqualTo(ServerState.CLOSED);
  }

  @Test
  void twoThreadsThatDrainBothReturnWhenAllIsOverAndAgree() {
    Server server = serve(ECHO);
    Peer peer = peer(server).send("half");
    awaitUnfinished(server, 4);
    Future<Boolean> first = aside(() -> server.drain(LONG));
    Eventually.that("it drains", () -> server.state() == ServerState.DRAINING);
    Future<Boolean> second = aside(() -> server.drain(LONG));
    Eventually.stays(
        "both wait", Duration.ofMillis(100), () -> !first.isDone() && !second.isDone());
    peer.close();
    assertThat(Eventually.result(first)).isTrue();
    assertThat(Eventually.result(second)).isTrue();
  }

  @Test
  void anEarlierAbortByAHandlerIsNotHeldAgainstTheDrain() throws Exception {
    Server server =
        serve(c -> {
          c.readLine();
          c.abort();
        });
    peer(server).send("go\n").seesItGone();
    Eventually.that("it is over", () -> server.stats().closedTotal() == 1);
    assertThat(server.drain(LONG)).isTrue();
    assertThat(server.drain(LONG)).as("the second one agrees").isTrue();
  }

  @Test
  void underLoadNoReplyToARequestThatWasReadIsLost() throws Exception {
    int clients = engineUnderTest().can(MANY_AT_ONCE) ? 24 : 1;
    for (int round = 0; round < 3; round++) {
      drainsUnderLoad(clients, 8, round);
    }
  }

  /// Clients that keep `window` requests under way, and send the next when an answer comes.
  private void drainsUnderLoad(int clients, int window, int round) throws Exception {
    boolean mayBeReset = !engineUnderTest().can(LINGERS_WHEN_WOKEN);
    var lastRead = new ConcurrentHashMap<Integer, Integer>();
    var answers = new AtomicInteger();
    Handler handler =
        c -> {
          for (String line; (line = c.readLine()) != null; ) {
            String[] parts = line.split(" ");
            lastRead.put(Integer.valueOf(parts[0]), Integer.valueOf(parts[1]));
            c.writeLine(line);
          }
        };
    Server server = serve(handler, Limits.DEFAULT.withLinger(Duration.ofSeconds(5)));
    List<Future<Integer>> answered = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int client = i;
      Peer peer = peer(server);
      answered.add(aside(() -> closedLoop(peer, client, window, answers, mayBeReset)));
    }
    // A connection that has not been accepted yet is reset when the port is closed.
    Eventually.that("they run", () -> lastRead.size() == clients && answers.get() > 200 * clients);
    assertThat(server.drain(LONG)).as("ends by itself, round " + round).isTrue();
    for (int i = 0; i < clients; i++) {
      assertThat(Eventually.result(answered.get(i)))
          .as("the last request of client %d that was answered, round %d", i, round)
          .isEqualTo(lastRead.getOrDefault(i, 0));
    }
    Eventually.that(
        "all are over", () -> server.stats().closedTotal() == server.stats().accepted());
  }

  /// Runs until the server ends the connection; returns the last answer's number.
  private static int closedLoop(
      Peer peer, int client, int window, AtomicInteger answers, boolean mayBeReset) {
    int sent = 0;
    while (sent < window) {
      sendOrReset(peer, client + " " + ++sent + "\n", mayBeReset);
    }
    int last = 0;
    for (String line; (line = lineOrReset(peer, mayBeReset)) != null; ) {
      last++;
      assertThat(line).isEqualTo(client + " " + last);
      answers.incrementAndGet();
      sendOrReset(peer, client + " " + ++sent + "\n", mayBeReset);
    }
    peer.close();
    return last;
  }

  private static void sendOrReset(Peer peer, String text, boolean mayBeReset) {
    try {
      peer.send(text);
    } catch (UncheckedIOException e) {
      assertThat(mayBeReset).as("a reset is to be expected: " + e).isTrue();
    }
  }

  private static @Nullable String lineOrReset(Peer peer, boolean mayBeReset) {
    try {
      return peer.line();
    } catch (UncheckedIOException e) {
      assertThat(mayBeReset).as("a reset is to be expected: " + e).isTrue();
      return null;
    }
  }
}

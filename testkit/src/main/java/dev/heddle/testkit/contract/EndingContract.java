package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.CloseReason;
import dev.heddle.ConnectionView;
import dev.heddle.Limits;
import dev.heddle.MalformedMessageException;
import dev.heddle.Message;
import dev.heddle.MessageTooLargeException;
import dev.heddle.Outbox;
import dev.heddle.OverflowPolicy;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import dev.heddle.testkit.contract.CallbackServices.Diary;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The reason when several threads end a connection at once: the first one counts, for all. And
/// what is still sent when a callback fails. Runs on every engine, with callbacks.
@Tag("ending")
abstract class EndingContract extends Contract {
  private static final int ROUNDS = 60;
  private static final Limits SMALL = QUICK.withOutbox(64 * 1024, OverflowPolicy.DISCONNECT);
  private static final Message TOO_MUCH = Message.of(new byte[65 * 1024]);

  @Test
  void aCallbackThatSeesTheOutboxClosedByAnOverflowIsToldTheCause() {
    for (int round = 0; round < ROUNDS; round++) {
      var diary =
          new Diary() {
            @Override
            public void connected(Outbox own) {
              outbox.complete(own);
              while (!own.isClosed()) {
                Thread.onSpinWait();
              }
            }
          };
      Server server = serveCallbacks(() -> diary, SMALL);
      Peer peer = peer(server);
      assertThat(Eventually.result(diary.outbox).send(TOO_MUCH)).isFalse();
      assertThat(diary.cause()).isEqualTo("ConnectionClosedException");
      Eventually.that("counted", () -> server.stats().closed().get(CloseReason.OVERFLOW) == 1);
      peer.close();
      server.close();
    }
  }

  @Test
  void anOverflowAndTheEndOfTheStreamAgree() {
    endsTogether((peer, outbox, view) -> List.of(peer::halfClose, () -> overflow(outbox)));
  }

  @Test
  void anOverflowAndAnAbortAgree() {
    endsTogether((peer, outbox, view) -> List.of(view::abort, () -> overflow(outbox)));
  }

  @Test
  void anOverflowAndAResetAgree() {
    endsTogether((peer, outbox, view) -> List.of(peer::reset, () -> overflow(outbox)));
  }

  @Test
  void anOverflowAndTheEndOfTheOutboxAgree() {
    endsTogether((peer, outbox, view) -> List.of(outbox::end, () -> overflow(outbox)));
  }

  @Test
  void anOverflowAndAFailingCallbackAgree() {
    endsTogether((peer, outbox, view) -> List.of(() -> fail(peer), () -> overflow(outbox)));
  }

  @Test
  void anAbortAndAFailingCallbackAgree() {
    endsTogether((peer, outbox, view) -> List.of(() -> fail(peer), view::abort));
  }

  @Test
  void anAbortAndAResetAgree() {
    endsTogether((peer, outbox, view) -> List.of(peer::reset, view::abort));
  }

  @Test
  void aPatienceThatIsOverAndTheEndOfTheStreamAgree() {
    endsTogether((peer, outbox, view) ->
        List.of(peer::halfClose, () -> outbox.end(Message.line("goodbye"), Duration.ZERO)));
  }

  @Test
  void aPatienceThatIsOverAndAResetAgree() {
    endsTogether((peer, outbox, view) ->
        List.of(peer::reset, () -> outbox.end(Message.line("goodbye"), Duration.ZERO)));
  }

  @Test
  void aPatienceThatIsOverAndAFailingCallbackAgree() {
    endsTogether((peer, outbox, view) ->
        List.of(() -> fail(peer), () -> outbox.end(Message.line("goodbye"), Duration.ZERO)));
  }

  @Test
  void aLastMessageAndTheEndOfTheStreamAgree() {
    endsTogether((peer, outbox, view) ->
        List.of(peer::halfClose, () -> outbox.end(Message.line("goodbye")), outbox::end));
  }

  @Test
  void anOverflowAndADrainAgree() {
    var causes = new LinkedBlockingQueue<String>();
    long overflows = 0;
    for (int round = 0; round < ROUNDS / 2; round++) {
      Diary diary = new Diary();
      Server server = serveCallbacks(() -> diary, SMALL);
      Peer peer = peer(server);
      Outbox outbox = Eventually.result(diary.outbox);
      atOnce(List.of(() -> server.drain(Duration.ofSeconds(5)), () -> overflow(outbox)));
      causes.add(diary.cause());
      overflows += server.stats().closed().get(CloseReason.OVERFLOW);
      peer.close();
    }
    assertThat(causes.stream().filter("ConnectionClosedException"::equals))
        .hasSize((int) overflows);
  }

  @Test
  void whatWasSentBeforeACallbackFailedArrives() {
    Server server = serveCallbacks(Answering::new, QUICK);
    Peer peer = peer(server).send("1\n2\nfail\n4\n");
    assertThat(peer.line()).isEqualTo("1");
    assertThat(peer.line()).isEqualTo("2");
    peer.seesTheEnd();
    peer.close();
    countsOnly(server, CloseReason.FAILED);
    assertThat(server.stats().handlerFailures()).isEqualTo(1);
  }

  @Test
  void whatOthersSentBeforeACallbackFailedArrivesToo() {
    var answering = new Answering();
    Server server = serveCallbacks(() -> answering, QUICK.withLinger(Duration.ofSeconds(5)));
    Peer peer = narrowPeer(server);
    Outbox outbox = Eventually.result(answering.outbox);
    long sent = fill(outbox);
    peer.send("fail\n");
    assertThat(peer.rest()).hasSize((int) sent);
    peer.close();
    countsOnly(server, CloseReason.FAILED);
    assertThat(outbox.sendLine("too late")).isFalse();
  }

  @Test
  void aFailureIsNotHeldUpByAPeerThatDoesNotRead() {
    var answering = new Answering();
    Server server = serveCallbacks(() -> answering, QUICK);
    Peer peer = narrowPeer(server);
    fill(Eventually.result(answering.outbox));
    peer.send("fail\n");
    countsOnly(server, CloseReason.FAILED);
    assertThat(answering.cause()).isEqualTo("IllegalStateException");
  }

  @Test
  void whatAPeerSendsIsNoFailureOfTheCallbackThatRefusesIt() {
    malformed("too large");
    malformed("not UTF-8");
    malformed("malformed");
    malformed("unchecked");
  }

  private void malformed(String fault) {
    Server server = serveCallbacks(Answering::new, QUICK);
    Peer peer = peer(server).send("before\n" + fault + "\n");
    assertThat(peer.line()).isEqualTo("before");
    peer.seesTheEnd();
    peer.close();
    isMalformed(server);
  }

  @Test
  void aStreamThatEndsInsideOfAMessageIsNoFailureOfTheCallbackThatSaysSo() {
    var answering = new Answering();
    Server server = serveCallbacks(() -> answering, QUICK);
    Peer peer = peer(server).send("before\nhalf a li").halfClose();
    assertThat(peer.line()).isEqualTo("before");
    peer.seesTheEnd();
    isMalformed(server);
    assertThat(answering.cause()).isEqualTo("EOFException");
  }

  private void isMalformed(Server server) {
    countsOnly(server, CloseReason.MALFORMED);
    assertThat(server.stats().handlerFailures()).isZero();
    assertThat(log().messages(Level.INFO)).isEmpty();
  }

  private static void countsOnly(Server server, CloseReason reason) {
    Eventually.that("it is over", () -> server.stats().closedTotal() == 1);
    assertThat(server.stats().closed()).containsEntry(reason, 1L);
  }

  /// Answers lines, and throws what they ask for.
  private static final class Answering extends Diary {
    private String begun = "";

    @Override
    public void closed(Throwable why) {
      cause.complete(name(why));
    }

    /// Aborts are reported like overflows, except for the message.
    private static String name(Throwable why) {
      boolean aborted = why != null && "aborted".equals(why.getMessage());
      return why == null ? "null" : aborted ? "aborted" : why.getClass().getSimpleName();
    }

    @Override
    public void received(ByteBuffer bytes, Outbox own) throws IOException {
      begun += StandardCharsets.UTF_8.decode(bytes);
      for (int end; (end = begun.indexOf('\n')) >= 0; ) {
        String line = begun.substring(0, end);
        begun = begun.substring(end + 1);
        answer(line, own);
      }
    }

    private static void answer(String line, Outbox own) throws IOException {
      switch (line) {
        case "fail" -> throw new IllegalStateException("on purpose");
        case "too large" -> throw new MessageTooLargeException("line", 3);
        case "not UTF-8" -> throw new MalformedInputException(1);
        case "malformed" -> throw new MalformedMessageException("no such command");
        case "unchecked" -> throw new UncheckedIOException(new MalformedInputException(1));
        default -> own.sendLine(line);
      }
    }

    @Override
    public void ended(Outbox own) throws IOException {
      if (!begun.isEmpty()) {
        throw new EOFException("the stream ended inside of a line");
      }
    }
  }

  private static void overflow(Outbox outbox) {
    outbox.send(TOO_MUCH);
  }

  private static void fail(Peer peer) {
    try {
      peer.send("fail\n");
    } catch (UncheckedIOException e) {
      // It is gone already.
    }
  }

  /// Several ways to end one connection.
  @FunctionalInterface
  private interface Ends {
    List<Action> of(Peer peer, Outbox outbox, ConnectionView view);
  }

  /// Ends connections in several ways at once, and compares the causes thrown with the reasons
  /// counted.
  private void endsTogether(Ends ends) {
    var diaries = new LinkedBlockingQueue<Answering>();
    Server server =
        serveCallbacks(
            () -> {
              var next = new Answering();
              diaries.add(next);
              return next;
            },
            SMALL);
    List<String> causes = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Peer peer = peer(server);
      Answering diary = taken(diaries);
      Outbox outbox = Eventually.result(diary.outbox);
      ConnectionView view =
          server.connections().stream()
              .filter(connection -> connection.id() == outbox.connectionId())
              .findAny()
              .orElseThrow();
      atOnce(ends.of(peer, outbox, view));
      causes.add(diary.cause());
      peer.close();
      assertThat(outbox.isClosed()).isTrue();
      assertThat(outbox.sendLine("too late")).isFalse();
      Eventually.that("nothing waits", () -> outbox.pending() == 0);
    }
    Eventually.that("all are over", () -> server.stats().closedTotal() == ROUNDS);
    assertThat(server.stats().closed()).as("told: %s", causes).isEqualTo(counts(causes));
  }

  private static Answering taken(LinkedBlockingQueue<Answering> diaries) {
    try {
      Answering next = diaries.poll(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(next).as("a connection's callbacks").isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Does all of them at the same moment, each on a thread of its own.
  private static void atOnce(List<Action> actions) {
    var start = new CyclicBarrier(actions.size());
    List<Future<Void>> running = new ArrayList<>();
    for (Action action : actions) {
      running.add(
          asideRun(() -> {
            start.await();
            action.run();
          }));
    }
    running.forEach(Eventually::result);
  }

  /// The counts that match these causes.
  private static Map<CloseReason, Long> counts(List<String> causes) {
    Map<CloseReason, Long> counts = new EnumMap<>(CloseReason.class);
    for (CloseReason reason : CloseReason.values()) {
      counts.put(reason, 0L);
    }
    for (String cause : causes) {
      switch (cause) {
        case "null" -> counts.merge(CloseReason.ENDED, 1L, Long::sum);
        case "ConnectionBrokenException" -> counts.merge(CloseReason.BROKEN, 1L, Long::sum);
        case "IllegalStateException" -> counts.merge(CloseReason.FAILED, 1L, Long::sum);
        case "aborted" -> counts.merge(CloseReason.ABORTED, 1L, Long::sum);
        case "ConnectionClosedException" -> counts.merge(CloseReason.OVERFLOW, 1L, Long::sum);
        default -> throw new AssertionError("not a cause: " + cause);
      }
    }
    return counts;
  }
}

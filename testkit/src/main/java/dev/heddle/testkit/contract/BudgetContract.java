package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.HANDLERS;
import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Activity;
import dev.heddle.CloseReason;
import dev.heddle.ConnectionView;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.OverflowPolicy;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What connections may hold together in unfinished messages and unsent answers.
@Tag("budget")
abstract class BudgetContract extends Contract {
  private static final long BUDGET = 512 * 1024;
  private static final Limits SMALL =
      QUICK.withMaxBufferedBytes(BUDGET).withMaxMessageBytes(128 * 1024);
  private static final String PIECE = "x".repeat(40 * 1024);

  /// Gathers lines, and tells how much it has.
  private static final class Gathering implements Protocol {
    private final StringBuilder line = new StringBuilder();

    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      while (bytes.hasRemaining()) {
        char next = (char) bytes.get();
        line.append(next);
        if (next == '\n') {
          outbox.sendText("ECHO: " + line);
          line.setLength(0);
        }
      }
    }

    @Override
    public int unfinished() {
      return line.length();
    }
  }

  private void halfMessagesAreBounded(Server server, byte[] half, boolean lines) {
    for (int i = 0; i < 40; i++) {
      Peer peer = peer(server);
      try {
        peer.send(half);
      } catch (UncheckedIOException e) {
        // Closed already.
      }
    }
    Eventually.that("all are read or closed", () -> whatIsLeftFits(server, half.length));
    long closed = Eventually.settles(Duration.ofMillis(300), () -> closedForMemory(server));
    assertThat(closed).isBetween(10L, 39L);
    if (lines) {
      assertThat(peer(server).send("hello\n").line()).isEqualTo("ECHO: hello");
    }
    assertThat(closedForMemory(server)).as("the small one costs nobody").isEqualTo(closed);
    assertThat(server.stats().failures()).isEmpty();
  }

  private static boolean whatIsLeftFits(Server server, int each) {
    Collection<ConnectionView> open = server.connections();
    return server.stats().accepted() == 40
        && open.size() * (long) each <= BUDGET
        && open.stream().allMatch(connection -> connection.bytesIn() >= each);
  }

  private static long closedForMemory(Server server) {
    return server.stats().closed().get(CloseReason.MEMORY);
  }

  @Test
  void halfLinesOfManyAreBoundedAndOthersAreServed() {
    needs(MANY_AT_ONCE);
    needs(HANDLERS);
    halfMessagesAreBounded(serve(ECHO, SMALL), utf8(PIECE), true);
  }

  @Test
  void halfFramesOfManyAreBounded() {
    needs(MANY_AT_ONCE);
    needs(HANDLERS);
    Handler frames =
        connection -> {
          while (connection.readFrame() != null) {}
        };
    byte[] half = ByteBuffer.allocate(4 + PIECE.length()).putInt(60_000).put(utf8(PIECE)).array();
    halfMessagesAreBounded(serve(frames, SMALL), half, false);
  }

  @Test
  void halfMessagesThatAProtocolGathersAreBounded() {
    needs(MANY_AT_ONCE);
    halfMessagesAreBounded(serveCallbacks(Gathering::new, SMALL), utf8(PIECE), true);
  }

  @Test
  void halfMessagesThatAHandlerGathersAreBounded() {
    needs(MANY_AT_ONCE);
    needs(HANDLERS);
    Handler gathers =
        connection -> {
          int count = 0;
          var some = ByteBuffer.allocate(1024);
          while (connection.read(some.clear()) > 0) {
            count += some.position();
            connection.holds(count);
          }
        };
    halfMessagesAreBounded(serve(gathers, SMALL), utf8(PIECE), false);
  }

  @Test
  void whatIsHeldIsGivenBackWhenTheMessageIsComplete() {
    Server server = serveCallbacks(Gathering::new, SMALL);
    for (int i = 0; i < 60; i++) {
      Peer peer = peer(server).send(PIECE);
      peer.send(PIECE + "\n");
      assertThat(peer.line()).hasSize(2 * PIECE.length() + 6);
      Eventually.that("all who were answered are read from", () -> allRead(server));
      if (i % 2 == 0) {
        peer.close();
      } else {
        peer.reset();
      }
    }
    assertThat(closedForMemory(server)).isZero();
  }

  private static boolean allRead(Server server) {
    return server.connections().stream().allMatch(each -> each.activity() == Activity.READING);
  }

  @Test
  void outboxesThatAreNotReadAreBounded() {
    needs(MANY_AT_ONCE);
    Map<Long, Outbox> outboxes = new ConcurrentHashMap<>();
    Server server = collecting(outboxes, SMALL.withOutbox(1024 * 1024, OverflowPolicy.DROP_NEWEST));
    for (int i = 0; i < 4; i++) {
      narrowPeer(server);
    }
    Eventually.that("all are in", () -> outboxes.size() == 4);
    Eventually.that("one is closed for it", () -> sendToEachUntilOneIsClosed(outboxes.values()));
    Eventually.that("it is counted", () -> closedForMemory(server) > 0);
    assertThat(closedForMemory(server)).isLessThan(4);
  }

  /// If others send more while the first ones are closing, more of them are closed.
  private static boolean sendToEachUntilOneIsClosed(Collection<Outbox> outboxes) {
    for (Outbox outbox : outboxes) {
      if (outboxes.stream().anyMatch(Outbox::isClosed)) {
        return true;
      }
      outbox.send(Message.text(PIECE));
    }
    return false;
  }

  @Test
  void aMessageInManyOutboxesCountsOnce() {
    needs(MANY_AT_ONCE);
    plainOnly("what is encrypted counts for each connection");
    Map<Long, Outbox> outboxes = new ConcurrentHashMap<>();
    Server server = collecting(outboxes, SMALL.withOutbox(256 * 1024, OverflowPolicy.DROP_NEWEST));
    for (int i = 0; i < 20; i++) {
      narrowPeer(server);
    }
    Eventually.that("all are in", () -> outboxes.size() == 20);
    List<Message> messages = List.of(Message.text(PIECE), Message.text(PIECE), Message.text(PIECE));
    Eventually.that(
        "all outboxes are full",
        () -> {
          // Always the same: outboxes that fill at different speeds would hold different new ones.
          messages.forEach(message -> outboxes.values().forEach(outbox -> outbox.send(message)));
          return outboxes.values().stream().allMatch(outbox -> outbox.pending() > 100 * 1024);
        });
    assertThat(closedForMemory(server)).isZero();
  }

  private Server collecting(Map<Long, Outbox> outboxes, Limits limits) {
    return serveCallbacks(
        () ->
            new Protocol() {
              @Override
              public void connected(Outbox outbox) {
                outboxes.put(outbox.connectionId(), outbox);
              }

              @Override
              public void received(ByteBuffer bytes, Outbox outbox) {}
            },
        limits);
  }
}

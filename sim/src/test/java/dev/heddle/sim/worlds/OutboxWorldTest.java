package dev.heddle.sim.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.ConnectionClosedException;
import dev.heddle.Limits;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.OverflowPolicy;
import dev.heddle.Protocol;
import dev.heddle.Server;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What [Outbox] promises, under every order of its senders, its connection's end and its peer.
class OutboxWorldTest {
  private static final int SENDERS = 3;
  private static final int MESSAGES = 4;

  /// Gives its outbox away, and drops what comes.
  private static final class Open implements Protocol {
    final CompletableFuture<Outbox> outbox = new CompletableFuture<>();
    final CompletableFuture<String> cause = new CompletableFuture<>();
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public void connected(Outbox own) {
      outbox.complete(own);
    }

    @Override
    public void received(ByteBuffer bytes, Outbox own) {
      bytes.position(bytes.limit());
    }

    @Override
    public void closed(@Nullable Throwable e) {
      closed.incrementAndGet();
      cause.complete(e == null ? "none" : e.getClass().getSimpleName());
    }
  }

  @ParameterizedTest
  @EnumSource
  void overflowIsACauseOfTheClose(Engines engine) {
    Limits limits = Limits.DEFAULT.withOutbox(64 * 1024, OverflowPolicy.DISCONNECT);
    Engines.check(world -> {
      var protocol = new Open();
      Server server =
          world
              .host(Engines.HALL)
              .call(() -> engine.callbacks(() -> protocol).limits(limits).start());
      var over = new CountDownLatch(1);
      Thread peer = world.host("peer").run(() -> readNothing(over));
      Outbox outbox = protocol.outbox.get();
      while (outbox.sendText("x".repeat(16 * 1024))) {
        Thread.onSpinWait();
      }
      assertThat(protocol.cause.get()).isEqualTo(ConnectionClosedException.class.getSimpleName());
      over.countDown();
      peer.join();
      server.close();
      assertThat(protocol.closed).hasValue(1);
    });
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTakenArrivesInEachSendersOrderAndTheLastMessageIsLast(Engines engine) {
    Engines.check(world -> {
      var protocol = new Open();
      Server server = world.host(Engines.HALL).call(() -> engine.callbacks(() -> protocol).start());
      var got = new CompletableFuture<List<String>>();
      world.host("peer").run(() -> got.complete(readAll()));
      Outbox outbox = protocol.outbox.get();
      int[] taken = new int[SENDERS];
      List<Thread> senders = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        int own = i;
        senders.add(
            world.host(Engines.HALL).run("sender-" + i, () -> taken[own] = send(outbox, own)));
      }
      outbox.end(Message.line("bye"));
      for (Thread sender : senders) {
        sender.join();
      }
      List<String> lines = got.get();
      assertThat(lines).last().isEqualTo("bye");
      for (int i = 0; i < SENDERS; i++) {
        List<String> expected = new ArrayList<>();
        for (int n = 0; n < taken[i]; n++) {
          expected.add(i + " " + n);
        }
        String own = i + " ";
        assertThat(lines).filteredOn(line -> line.startsWith(own)).isEqualTo(expected);
      }
      assertThat(server.drain(Duration.ofSeconds(5))).isTrue();
      assertThat(protocol.cause.get()).isEqualTo("none");
    });
  }

  private static int send(Outbox outbox, int sender) {
    int taken = 0;
    while (taken < MESSAGES && outbox.sendLine(sender + " " + taken)) {
      taken++;
    }
    return taken;
  }

  private static List<String> readAll() throws Exception {
    List<String> lines = new ArrayList<>();
    try (Client client = Client.builder().build();
        Connection connection = client.connect(Engines.hall())) {
      for (String line; (line = connection.readLine()) != null; ) {
        lines.add(line);
      }
    }
    return lines;
  }

  @ParameterizedTest
  @EnumSource(names = "SELECTOR", mode = EnumSource.Mode.EXCLUDE)
  void aHandlersLinesAndOthersMessagesAreNeitherTornNorLost(Engines engine) {
    Engines.check(world -> {
      var opened = new CompletableFuture<Outbox>();
      Server server =
          world
              .host(Engines.HALL)
              .call(() ->
                  engine
                      .at(
                          Server.builder(connection -> {
                            opened.complete(connection.outbox());
                            for (int i = 0; i < MESSAGES; i++) {
                              connection.writeLine("handler " + i);
                              if (i % 2 == 1) {
                                connection.flush();
                              }
                            }
                            connection.awaitMessage();
                          }))
                      .start());
      var taken = new CountDownLatch(SENDERS);
      Thread peer =
          world
              .host("peer")
              .run(() -> {
                try (Client client = Client.builder().build();
                    Connection connection = client.connect(Engines.hall())) {
                  int[] next = new int[SENDERS + 1];
                  for (int i = 0; i < (SENDERS + 1) * MESSAGES; i++) {
                    String line = Objects.requireNonNull(connection.readLine());
                    String[] parts = line.split(" ");
                    int from = parts[0].equals("handler") ? SENDERS : Integer.parseInt(parts[0]);
                    assertThat(Integer.parseInt(parts[1])).as(line).isEqualTo(next[from]++);
                  }
                  taken.await();
                }
              });
      Outbox outbox = opened.get();
      for (int i = 0; i < SENDERS; i++) {
        int own = i;
        world
            .host(Engines.HALL)
            .run(
                "sender-" + i,
                () -> {
                  assertThat(send(outbox, own)).isEqualTo(MESSAGES);
                  taken.countDown();
                });
      }
      peer.join();
      assertThat(server.drain(Duration.ofSeconds(5))).isTrue();
    });
  }

  @ParameterizedTest
  @EnumSource
  void anEndWithPatienceIsOverWhenThePatienceIs(Engines engine) {
    Engines.check(world -> {
      var protocol = new Open();
      Server server = world.host(Engines.HALL).call(() -> engine.callbacks(() -> protocol).start());
      var over = new CountDownLatch(1);
      Thread peer = world.host("peer").run(() -> readNothing(over));
      Outbox outbox = protocol.outbox.get();
      outbox.send(Message.text("x".repeat(200_000))); // more than the network takes
      long begin = System.nanoTime();
      world
          .host(Engines.HALL)
          .run("late", () -> outbox.end(Message.line("late"), Duration.ofMillis(700)));
      outbox.end(Message.line("soon"), Duration.ofMillis(500));
      protocol.cause.get();
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isBetween(Duration.ofMillis(499), Duration.ofMillis(900));
      over.countDown();
      peer.join();
      server.close();
      assertThat(protocol.closed).hasValue(1);
    });
  }

  private static void readNothing(CountDownLatch over) throws Exception {
    try (Client client = Client.builder().build();
        Connection connection = client.connect(Engines.hall())) {
      over.await();
      connection.abort();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "SELECTOR", mode = EnumSource.Mode.EXCLUDE)
  void whatIsTakenBeforeTheHandlerReturnsArrives(Engines engine) {
    Engines.check(world -> {
      var opened = new CompletableFuture<Outbox>();
      Server server =
          world
              .host(Engines.HALL)
              .call(() ->
                  engine
                      .at(
                          Server.builder(connection -> {
                            opened.complete(connection.outbox());
                            connection.writeLine("hello");
                          }))
                      .start());
      var got = new CompletableFuture<List<String>>();
      world.host("peer").run(() -> got.complete(readAll()));
      Outbox outbox = opened.get();
      int taken = send(outbox, 0);
      List<String> lines = got.get();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < taken; i++) {
        expected.add("0 " + i);
      }
      assertThat(lines).contains("hello");
      assertThat(lines).filteredOn(line -> !line.equals("hello")).isEqualTo(expected);
      server.close();
    });
  }

  @ParameterizedTest
  @EnumSource
  void whatDoesNotFitIsCountedAndTheRestArrives(Engines engine) {
    Limits limits = Limits.DEFAULT.withOutbox(4096, OverflowPolicy.DROP_OLDEST);
    Engines.check(world -> {
      var protocol = new Open();
      Server server =
          world
              .host(Engines.HALL)
              .call(() -> engine.callbacks(() -> protocol).limits(limits).start());
      var got = new CompletableFuture<List<String>>();
      world.host("peer").run(() -> got.complete(readAll()));
      Outbox outbox = protocol.outbox.get();
      int sent = 300;
      for (int i = 0; i < sent; i++) {
        outbox.sendLine(i + " " + "x".repeat(1000));
      }
      outbox.end(Message.line(sent + " bye"));
      List<String> lines = got.get();
      assertThat(server.drain(Duration.ofSeconds(5))).isTrue();
      int last = -1;
      for (String line : lines) {
        int number = Integer.parseInt(line.substring(0, line.indexOf(' ')));
        assertThat(number).isGreaterThan(last);
        last = number;
      }
      assertThat(last).isEqualTo(sent);
      assertThat(server.stats().outboxOverflows()).isEqualTo(sent + 1 - lines.size());
    });
  }
}

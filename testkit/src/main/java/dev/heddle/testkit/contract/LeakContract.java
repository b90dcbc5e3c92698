package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.DATAGRAMS;
import static dev.heddle.testkit.contract.EngineUnderTest.Ability.HANDLERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Client;
import dev.heddle.DatagramServer;
import dev.heddle.Group;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Leftovers;
import dev.heddle.fixtures.Peer;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What is used is given back: descriptors, threads, memory. Runs on every engine.
@Tag("leak")
abstract class LeakContract extends Contract {
  private static final long MIB = 1024 * 1024;

  /// Echoes.
  private static final class Echo implements Protocol {
    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      outbox.send(bytes);
    }
  }

  @Test
  void thousandsOfConnectionsLeaveNothingBehind() {
    Server server = serveCallbacks(Echo::new, QUICK.withIdleTimeout(Duration.ofSeconds(30)));
    visits(server, 200);
    Eventually.that("all are over", () -> server.stats().active() == 0);
    long descriptors = Leftovers.sockets();
    long heap = LiveHeap.bytes();
    int visits = suite().overTls() ? 400 : 3000; // a handshake costs as much as many visits
    visits(server, visits);
    Eventually.that("all are over", () -> server.stats().active() == 0);
    Eventually.that("sockets are back at " + descriptors, () -> Leftovers.sockets() <= descriptors);
    assertThat(server.stats().closedTotal()).isEqualTo(200L + visits);
    LiveHeap.comesBelow(heap + 8 * MIB);
  }

  @Test
  void connectionsThatEndInEveryWayLeaveNothingBehind() {
    Server server = serveCallbacks(Echo::new, QUICK.withLinger(Duration.ofMillis(1)));
    Peer first = peer(server);
    assertThat(first.send("x\n").line()).isEqualTo("x");
    first.close();
    Eventually.that("it is over", () -> server.stats().active() == 0);
    long descriptors = Leftovers.sockets();
    for (int i = 0; i < 300; i++) {
      Peer peer = overTls(Peer.connect(server.address()));
      peer.send("x\n");
      switch (i % 4) {
        case 0 -> peer.reset();
        case 1 -> peer.close();
        case 2 -> {
          peer.line();
          peer.halfClose();
          peer.close();
        }
        default -> {
          peer.line();
          peer.reset();
        }
      }
    }
    Eventually.that(
        "all are over", () -> server.stats().accepted() == 301 && server.stats().active() == 0);
    Eventually.that("sockets are back at " + descriptors, () -> Leftovers.sockets() <= descriptors);
  }

  @Test
  void serversThatStartAndCloseLeaveNothingBehind() {
    int threads = Leftovers.threads().size();
    cycle();
    Eventually.that("no thread is left", () -> Leftovers.threads().size() <= threads);
    long sockets = Leftovers.sockets();
    long selectors = Leftovers.selectors();
    long descriptors = Leftovers.descriptors();
    for (int i = 0; i < 30; i++) {
      cycle();
    }
    Eventually.that("sockets are back", () -> Leftovers.sockets() <= sockets);
    Eventually.that("selectors are back", () -> Leftovers.selectors() <= selectors);
    Eventually.that("descriptors are back", () -> Leftovers.descriptors() <= descriptors + 3);
    Eventually.that("no thread is left", () -> Leftovers.threads().size() <= threads);
  }

  @Test
  void clientsThatComeAndGoLeaveNothingBehind() throws Exception {
    needs(HANDLERS);
    Server server = serve(ECHO);
    long sockets = -1;
    for (int i = 0; i < 30; i++) {
      try (Client client = clientBuilder().engine(engine()).limits(QUICK).build();
          var connection = client.connect(server.address())) {
        connection.readTimeout(Duration.ofSeconds(5));
        connection.writeLine("x");
        assertThat(connection.readLine()).isEqualTo("ECHO: x");
      }
      Eventually.that("it has left", () -> server.stats().active() == 0);
      if (sockets < 0) {
        Eventually.settles(Duration.ofMillis(50), Leftovers::sockets);
        sockets = Leftovers.sockets();
      }
    }
    long base = sockets;
    Eventually.that("sockets are back", () -> Leftovers.sockets() <= base);
  }

  @Test
  void datagramServersThatStartAndCloseLeaveNothingBehind() throws Exception {
    needs(DATAGRAMS);
    int threads = Leftovers.threads().size();
    DatagramServer.builder(d -> d).engine(engine()).start().close();
    Eventually.that("no thread is left", () -> Leftovers.threads().size() <= threads);
    long sockets = Leftovers.sockets();
    for (int i = 0; i < 20; i++) {
      DatagramServer.builder(d -> d).engine(engine()).start().close();
    }
    Eventually.that("sockets are back", () -> Leftovers.sockets() <= sockets);
    Eventually.that("no thread is left", () -> Leftovers.threads().size() <= threads);
  }

  @Test
  void connectionsThatHaveClosedAreForgottenHoweverLongTheyMightHaveLingered() {
    var protocols = new CopyOnWriteArrayList<WeakReference<Protocol>>();
    Supplier<Protocol> endsAtOnce =
        () -> {
          var protocol =
              new Protocol() {
                @Override
                public void received(ByteBuffer bytes, Outbox outbox) {
                  outbox.end(dev.heddle.Message.of(bytes));
                }
              };
          protocols.add(new WeakReference<>(protocol));
          return protocol;
        };
    Server server = serveCallbacks(endsAtOnce, QUICK.withLinger(Duration.ofHours(1)));
    visits(server, 20);
    Eventually.that("all are over", () -> server.stats().active() == 0);
    Eventually.that(
        "all are forgotten but the latest, perhaps",
        () -> {
          System.gc();
          return protocols.stream().filter(each -> each.get() != null).count() <= 2;
        });
  }

  @Test
  void connectionsThatHaveClosedAreForgottenByTheirGroup() {
    var group = new Group();
    Server server =
        serveCallbacks(
            () ->
                new Protocol() {
                  @Override
                  public void connected(Outbox outbox) {
                    group.add(outbox);
                    outbox.sendLine("joined");
                  }

                  @Override
                  public void received(ByteBuffer bytes, Outbox outbox) {}
                },
            QUICK);
    for (int i = 0; i < 100; i++) {
      Peer peer = overTls(Peer.connect(server.address()));
      assertThat(peer.line()).isEqualTo("joined");
      if (i % 2 == 0) {
        peer.close();
      } else {
        peer.reset();
      }
    }
    Eventually.that("all are over", () -> server.stats().closedTotal() == 100);
    group.broadcast(dev.heddle.Message.line("anybody?"));
    assertThat(group.size()).isZero();
  }

  @Test
  void anIdleConnectionHoldsLittleMemory() {
    needs(EngineUnderTest.Ability.MANY_AT_ONCE);
    Server server = serveCallbacks(Echo::new, QUICK);
    visits(server, 50);
    long before = LiveHeap.bytes();
    int connections = 300;
    for (int i = 0; i < connections; i++) {
      assertThat(peer(server).send("x".repeat(2000) + "\n").line()).hasSize(2000);
    }
    // The peers' own sockets and buffers are counted, too: this bound is for what grows by mistake.
    LiveHeap.comesBelow(before + connections * 64L * 1024);
  }

  private void cycle() {
    Server server = serveCallbacks(Echo::new, QUICK.withIdleTimeout(Duration.ofSeconds(5)));
    Peer peer = overTls(Peer.connect(server.address()));
    assertThat(peer.send("x\n").line()).isEqualTo("x");
    peer.close();
    server.close();
  }

  private void visits(Server server, int count) {
    for (int i = 0; i < count; i++) {
      Peer peer = overTls(Peer.connect(server.address()));
      assertThat(peer.send("x\n").line()).isEqualTo("x");
      peer.close();
    }
  }
}

package dev.heddle.sim.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Client;
import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.ConnectionEndedException;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.ServerState;
import dev.heddle.ServerStats;
import dev.heddle.sim.World;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A server that drains, closes, or is closed from several sides at once, while clients come, talk
/// and go.
class ServerEndWorldTest {
  private static final int CLIENTS = 3;

  /// Answers lines, and counts its ends.
  private static final class Answers implements Protocol {
    private final StringBuilder line = new StringBuilder();
    private final AtomicInteger open;
    private int closed;

    Answers(AtomicInteger open) {
      this.open = open;
      open.incrementAndGet();
    }

    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      line.append(StandardCharsets.UTF_8.decode(bytes));
      for (int end; (end = line.indexOf("\n")) >= 0; line.delete(0, end + 1)) {
        outbox.sendLine("answer to " + line.substring(0, end));
      }
    }

    @Override
    public int unfinished() {
      return line.length();
    }

    @Override
    public void closed(@Nullable Throwable cause) {
      open.decrementAndGet();
      closed++;
      assertThat(closed).isEqualTo(1);
    }
  }

  private static Handler answers(AtomicInteger open) {
    return connection -> {
      open.incrementAndGet();
      try {
        for (String line; (line = connection.readLine()) != null; ) {
          connection.writeLine("answer to " + line);
        }
      } finally {
        open.decrementAndGet();
      }
    };
  }

  private static Server.Builder server(Engines engine, AtomicInteger open) {
    return engine == Engines.SELECTOR
        ? engine.callbacks(() -> new Answers(open))
        : engine.at(Server.builder(answers(open)));
  }

  /// Asks until the server ends; a drain may not cut off an answer.
  private static int ask(String name) throws Exception {
    int answered = 0;
    try (Client client = Client.builder().build();
        Connection connection = client.connect(Engines.hall())) {
      for (int i = 0; ; i++) {
        connection.writeLine(name + i);
        String answer = connection.readLine();
        if (answer == null) {
          return answered;
        }
        assertThat(answer).isEqualTo("answer to " + name + i);
        answered++;
      }
    } catch (ConnectException | ConnectionEndedException e) {
      return answered; // it wrote when the server had ended, or came too late
    }
  }

  private static void isConsistent(Server server, AtomicInteger open) {
    assertThat(server.state()).isEqualTo(ServerState.CLOSED);
    ServerStats stats = server.stats();
    assertThat(stats.active()).as("active").isZero();
    assertThat(stats.closedTotal()).as("%s", stats).isEqualTo(stats.accepted());
    assertThat(stats.handlerFailures()).as("%s", stats).isZero();
    assertThat(server.connections()).isEmpty();
    assertThat(open).as("handlers").hasValue(0);
  }

  @ParameterizedTest
  @EnumSource
  void aDrainUnderTrafficEndsEachConnectionInOrder(Engines engine) {
    Engines.check(world -> {
      var open = new AtomicInteger();
      Server server = world.host(Engines.HALL).call(() -> server(engine, open).start());
      List<Thread> clients = clients(world);
      Thread.sleep(world.random().nextInt(5));
      assertThat(server.drain(Duration.ofSeconds(20))).isTrue();
      isConsistent(server, open);
      assertThat(server.stats().closed().get(CloseReason.ABORTED)).isZero();
      for (Thread client : clients) {
        client.join();
      }
    });
  }

  private static List<Thread> clients(World world) {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      String name = "client-" + i;
      clients.add(world.host(name).run(() -> ask(name)));
    }
    return clients;
  }

  @ParameterizedTest
  @EnumSource
  void aCloseUnderTrafficLeavesNothingOpen(Engines engine) {
    Engines.check(world -> {
      var open = new AtomicInteger();
      Server server = world.host(Engines.HALL).call(() -> server(engine, open).start());
      List<Thread> clients = clients(world);
      Thread.sleep(world.random().nextInt(5));
      server.close();
      isConsistent(server, open);
      for (Thread client : clients) {
        client.join();
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void closesAndDrainsAtTheSameTimeEndOnce(Engines engine) {
    Engines.check(world -> {
      var open = new AtomicInteger();
      Server server = world.host(Engines.HALL).call(() -> server(engine, open).start());
      List<Thread> all = new ArrayList<>(clients(world));
      all.add(world.host(Engines.HALL).run("drain-1", () -> server.drain(Duration.ofSeconds(3))));
      all.add(world.host(Engines.HALL).run("drain-2", () -> server.drain(Duration.ZERO)));
      all.add(
          world
              .host(Engines.HALL)
              .run(
                  "close",
                  () -> {
                    Thread.sleep(world.random().nextInt(3));
                    server.close();
                  }));
      server.awaitTermination();
      isConsistent(server, open);
      for (Thread each : all) {
        each.join();
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void theAddressIsFreeWhenTheServerIsClosed(Engines engine) {
    Engines.check(world -> {
      for (int i = 0; i < 3; i++) {
        var open = new AtomicInteger();
        Server server = world.host(Engines.HALL).call(() -> server(engine, open).start());
        String name = "client-" + i;
        Thread client = world.host(name).run(() -> ask(name));
        Thread.sleep(world.random().nextInt(3));
        if (world.random().nextBoolean()) {
          server.drain(Duration.ofSeconds(2));
        } else {
          server.close();
        }
        isConsistent(server, open);
        client.join();
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void theAddressIsFreeWhenAnotherServerKeepsTheEngine(Engines engine) {
    Engines.check(world -> {
      Engine shared = engine.make();
      Server keeps = silent(shared).address(new InetSocketAddress("127.0.0.1", 0)).start();
      for (int i = 0; i < 3; i++) {
        silent(shared).address(Engines.ANYWHERE).start().close();
      }
      keeps.close();
    });
  }

  private static Server.Builder silent(Engine engine) {
    return Server.callbacks(() -> new Answers(new AtomicInteger())).engine(engine);
  }

  /// The end comes from the handler, the peer, the server's view, the outbox and the idle timeout.
  @ParameterizedTest
  @EnumSource
  void aConnectionThatIsEndedFromEverySideEndsOnce(Engines engine) {
    Engines.check(world -> {
      var open = new AtomicInteger();
      Server server =
          world
              .host(Engines.HALL)
              .call(() -> server(engine, open).idleTimeout(Duration.ofMillis(5)).start());
      List<Thread> all = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        String name = "client-" + i;
        all.add(world.host(name).run(() -> comeAndGo(world, name)));
      }
      all.add(
          world
              .host(Engines.HALL)
              .run(
                  "operator",
                  () -> {
                    for (int i = 0; i < 4; i++) {
                      Thread.sleep(0, world.random().nextInt(3_000_000) / 1_000_000 * 400_000);
                      server.connections().forEach(each -> each.abort());
                    }
                  }));
      for (Thread each : all) {
        each.join();
      }
      world.eventually(() -> server.stats().active() == 0);
      assertThat(server.stats().closedTotal()).isEqualTo(server.stats().accepted());
      server.close();
      isConsistent(server, open);
    });
  }

  private static void comeAndGo(World world, String name) throws Exception {
    for (int i = 0; i < 3; i++) {
      try (Client client = Client.builder().build();
          Connection connection = client.connect(Engines.hall())) {
        connection.writeLine(name);
        connection.flush();
        Thread.sleep(world.random().nextInt(7));
        String answer = connection.readLine();
        assertThat(answer).isIn("answer to " + name, null);
        if (world.random().nextBoolean()) {
          connection.abort();
        }
      } catch (ConnectionEndedException e) {
        assertThat(e).isNotNull(); // it is what may happen
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClientThatClosesWhileItConnectsLeavesNothingOpen(Engines engine) {
    Engines.check(world -> {
      var open = new AtomicInteger();
      Server server = world.host(Engines.HALL).call(() -> server(engine, open).start());
      Thread peer =
          world
              .host("peer")
              .run(() -> {
                Client client =
                    Client.builder()
                        .engine((engine == Engines.SELECTOR ? Engines.LOOPS : engine).make())
                        .build();
                List<CompletableFuture<Void>> started = new ArrayList<>();
                Thread other =
                    Thread.ofVirtual()
                        .start(() -> {
                          try (Connection connection = client.connect(Engines.hall())) {
                            connection.readLine();
                          } catch (IOException | IllegalStateException e) {
                            assertThat(e).isNotNull();
                          }
                        });
                Thread starter =
                    Thread.ofVirtual()
                        .start(() -> {
                          try {
                            for (int i = 0; i < 2; i++) {
                              started.add(
                                  client.start(
                                      Engines.hall(), connection -> connection.readLine()));
                            }
                          } catch (IllegalStateException e) {
                            assertThat(e).hasMessage("the client is closed");
                          }
                        });
                Thread.sleep(0, world.random().nextInt(4) * 300_000);
                client.close();
                other.join();
                starter.join();
                for (CompletableFuture<Void> each : started) {
                  each.exceptionally(e -> null).get();
                }
                assertThat(client.active()).isZero();
              });
      peer.join();
      world.eventually(() -> server.stats().active() == 0);
      server.close();
      isConsistent(server, open);
    });
  }

  @ParameterizedTest
  @EnumSource(names = "SELECTOR", mode = EnumSource.Mode.EXCLUDE)
  void threadsThatUseAConnectionWhoseClientClosesAreNotLeftWaiting(Engines engine) {
    Engines.check(world -> {
      var open = new AtomicInteger();
      Server server = world.host(Engines.HALL).call(() -> server(engine, open).start());
      Thread peer =
          world
              .host("peer")
              .run(() -> {
                Client client = Client.builder().engine(engine.make()).build();
                Connection connection = client.connect(Engines.hall());
                Thread reader = Thread.ofVirtual().start(() -> readAll(connection));
                Thread writer = Thread.ofPlatform().start(() -> writeAll(connection));
                Thread sender =
                    Thread.ofPlatform()
                        .start(() -> {
                          while (connection.outbox().sendLine("said")) {
                            Thread.onSpinWait();
                          }
                        });
                Thread.sleep(0, world.random().nextInt(4) * 300_000);
                client.close();
                reader.join();
                writer.join();
                sender.join();
              });
      peer.join();
      world.eventually(() -> server.stats().active() == 0);
      server.close();
      isConsistent(server, open);
    });
  }

  private static void readAll(Connection connection) {
    try {
      while (connection.readLine() != null) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      assertThat(e).isInstanceOf(ConnectionEndedException.class);
    }
  }

  private static void writeAll(Connection connection) {
    try {
      while (true) {
        connection.writeLine("written");
      }
    } catch (IOException e) {
      assertThat(e).isInstanceOf(ConnectionEndedException.class);
    }
  }

  /// What the server says as it drains, each connection that is open gets before its end.
  @ParameterizedTest
  @EnumSource
  void aGoodbyeReachesEveryConnectionThatWasOpen(Engines engine) {
    Engines.check(world -> {
      var members = ConcurrentHashMap.<Outbox>newKeySet();
      Server server =
          world
              .host(Engines.HALL)
              .call(() ->
                  engine
                      .callbacks(() ->
                          new Protocol() {
                            @Override
                            public void connected(Outbox outbox) {
                              members.add(outbox);
                              outbox.sendLine("welcome");
                            }

                            @Override
                            public void received(ByteBuffer bytes, Outbox outbox) {
                              bytes.position(bytes.limit());
                            }
                          })
                      .listener(
                          new dev.heddle.ServerListener() {
                            @Override
                            public void draining(Duration patience) {
                              members.forEach(each -> each.end(Message.line("goodbye")));
                            }
                          })
                      .start());
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(world.host("client-" + i).run(ServerEndWorldTest::hearGoodbye));
      }
      world.eventually(() -> members.size() == CLIENTS);
      assertThat(server.drain(Duration.ofSeconds(5))).isTrue();
      for (Thread client : clients) {
        client.join();
      }
    });
  }

  private static void hearGoodbye() throws IOException {
    try (Client client = Client.builder().build();
        Connection connection = client.connect(Engines.hall())) {
      assertThat(connection.readLine()).isEqualTo("welcome");
      assertThat(connection.readLine()).isEqualTo("goodbye");
      assertThat(connection.readLine()).isNull();
    }
  }
}

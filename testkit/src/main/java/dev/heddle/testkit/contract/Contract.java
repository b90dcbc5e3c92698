package dev.heddle.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.Client;
import dev.heddle.CloseReason;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Message;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Leftovers;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.fixtures.Peer;
import dev.heddle.fixtures.TestTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the topics have in common: a server on the engine under test, peers, and their end.
@ExtendWith({OnEngine.class, Leftovers.class})
abstract class Contract {
  /// Answers each line.
  public static final Handler ECHO =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          connection.writeLine("ECHO: " + line);
        }
      };

  /// Reads to the end and says nothing.
  public static final Handler SINK =
      connection -> {
        while (connection.readLine() != null) {}
      };

  /// Limits under which closing does not wait for peers that stay.
  public static final Limits QUICK = Limits.DEFAULT.withLinger(Duration.ofMillis(50));

  private static final Duration PROMPT = Duration.ofSeconds(5);
  private static final int LOOKS_PER_URGENT_BYTE = 50;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private RunsOn suite;
  private Engine engine;
  private LogCapture log;

  @BeforeEach
  void capturesTheLog() {
    log = new LogCapture();
  }

  @AfterEach
  void closesAll() throws Exception {
    opened.addLast(log);
    Exception failed = null;
    while (!opened.isEmpty()) { // all of them, whatever one throws: the next tests count sockets
      try {
        opened.pop().close();
      } catch (Exception e) {
        failed = failed == null ? e : failed;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }

  final void runOn(RunsOn aSuite) {
    suite = aSuite;
  }

  /// The class that names the engine.
  protected final RunsOn suite() {
    return suite;
  }

  protected final EngineUnderTest engineUnderTest() {
    return suite.engineUnderTest();
  }

  /// The engine under test, the same for the whole of a test.
  protected final Engine engine() {
    if (engine == null) {
      engine = engineUnderTest().fresh().get();
    }
    return engine;
  }

  /// Skips the test if the engine cannot do this.
  protected final void needs(EngineUnderTest.Ability ability) {
    assumeTrue(engineUnderTest().can(ability), () -> engine() + " does not do " + ability);
  }

  /// Skips a test of something that TLS does in another way.
  ///
  /// @param reason what is other with TLS
  protected final void plainOnly(String reason) {
    assumeFalse(suite.overTls(), reason);
  }

  protected final LogCapture log() {
    return log;
  }

  protected final Server serve(Handler handler) {
    return serve(handler, QUICK);
  }

  protected final Server serve(Handler handler, Limits limits) {
    return start(Server.builder(handler).engine(engine()).limits(limits));
  }

  protected final Server serveCallbacks(Supplier<? extends Protocol> protocols, Limits limits) {
    return start(Server.callbacks(protocols).engine(engine()).limits(limits));
  }

  protected final Server start(Server.Builder builder) {
    try {
      return closing(overTls(builder).start());
    } catch (IOException e) {
      throw new AssertionError("did not start", e);
    }
  }

  /// Keys for the provider under test.
  protected final ContractTls tls() {
    return new ContractTls(suite.tlsProvider());
  }

  /// Adds TLS if the suite runs over it.
  protected final Server.Builder overTls(Server.Builder builder) {
    return suite.overTls() ? builder.tls(tls().server()) : builder;
  }

  /// The settings of a client, with TLS likewise.
  protected final Client.Builder clientBuilder() {
    Client.Builder builder = Client.builder();
    return suite.overTls() ? builder.tls(tls().client().withServerName("localhost")) : builder;
  }

  /// Likewise.
  protected final Peer overTls(Peer peer) {
    return suite.overTls() ? peer.overTls(TestTls.client()) : peer;
  }

  protected final Peer peer(Server server) {
    return peer(server.address());
  }

  protected final Peer peer(SocketAddress address) {
    return closing(overTls(Peer.connect(address)));
  }

  /// A peer with a small receive buffer, for tests that do not read.
  protected final Peer narrowPeer(Server server) {
    return closing(overTls(Peer.connect(server.address(), 16 * 1024)));
  }

  protected final Client client() {
    return closing(clientBuilder().engine(engine()).limits(QUICK).build());
  }

  /// A handler's connection and a peer that talk to each other.
  protected final <T> Peer peerOf(Served<T> served) {
    return peer(serve(served));
  }

  /// Is closed after the test.
  protected final <T extends AutoCloseable> T closing(T resource) {
    opened.push(resource);
    return resource;
  }

  /// Runs beside the test, on a thread that is none of the engine's.
  protected static <T> Future<T> aside(Callable<T> task) {
    var result = new CompletableFuture<T>();
    Thread.ofPlatform()
        .name("test-aside")
        .daemon()
        .start(() -> {
          try {
            result.complete(task.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /// A task without a result, for [#aside].
  @FunctionalInterface
  protected interface Action {
    void run() throws Exception;
  }

  protected static Future<Void> asideRun(Action action) {
    return aside(() -> {
      action.run();
      return null;
    });
  }

  /// The result of what should come at once, or at least long before any time limit in a test.
  protected static <T> T promptly(Callable<T> call) {
    long began = System.nanoTime();
    T result = Eventually.result(aside(call));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PROMPT);
    return result;
  }

  /// Waits until that many bytes of a message have reached a reader that waits for the rest. They
  /// are counted as received earlier, before the reader knows that a message has begun.
  protected static void awaitUnfinished(Server server, int bytes) {
    Eventually.that(
        bytes + " bytes of a message",
        () -> server.connections().stream().anyMatch(each -> each.unfinished() == bytes));
  }

  /// Sends an urgent byte now and then, until something holds: if one followed another at once, the
  /// first would be one of the stream. Skips the test if the network has no urgent bytes.
  protected static void sendUrgentUntil(String what, Peer peer, BooleanSupplier holds) {
    var looks = new AtomicInteger();
    Eventually.that(
        what,
        () -> {
          if (looks.getAndIncrement() % LOOKS_PER_URGENT_BYTE == 0) {
            try {
              peer.sendUrgent();
            } catch (UncheckedIOException e) { // the other side may have closed
              assumeFalse("Urgent data not supported".equals(e.getCause().getMessage()));
            }
          }
          return holds.getAsBoolean();
        });
  }

  /// A loopback port without a listener, reserved until the test is over.
  protected final int deafPort() {
    Socket bound = closing(new Socket());
    try {
      bound.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bound.getLocalPort();
  }

  protected static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Bytes that show where they were cut or swapped.
  protected static byte[] pattern(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8) * 7 + (i >> 16));
    }
    return bytes;
  }

  /// Sends more than the sockets' buffers take, so that the sender is stuck; returns the number of
  /// bytes.
  protected static long fill(Outbox outbox) {
    String block = "x".repeat(32 * 1024);
    var sent = new AtomicLong();
    Eventually.that(
        "the outbox fills up",
        () -> {
          for (int i = 0; i < 4 && outbox.pending() < 128 * 1024; i++) {
            outbox.sendText(block);
            sent.addAndGet(block.length());
          }
          return Eventually.settles(Duration.ofMillis(5), outbox::pending) > 96 * 1024
              && Eventually.settles(Duration.ofMillis(100), outbox::pending) > 96 * 1024;
        });
    return sent.get();
  }

  /// Fills an outbox without end, or rather until it takes no more.
  ///
  /// @param level how many bytes wait in it all the time
  protected static Future<Void> flood(Outbox outbox, Message message, int level) {
    return asideRun(() -> {
      while (!outbox.isClosed()) {
        if (outbox.pending() < level) {
          outbox.send(message);
        } else {
          Thread.yield();
        }
      }
    });
  }

  protected static void writeUntilItFails(Connection connection) throws IOException {
    byte[] block = new byte[16 * 1024];
    while (true) {
      connection.write(block);
    }
  }

  /// Writes until that fails, and counts the bytes.
  protected static Object writeAll(Connection connection, AtomicLong written) throws IOException {
    byte[] block = new byte[16 * 1024];
    while (true) {
      connection.write(block);
      connection.flush();
      written.addAndGet(block.length);
    }
  }

  /// One connection of the server has ended for this reason.
  protected static void countsAs(Server server, CloseReason reason) {
    Eventually.that(
        "counted as " + reason + ": " + server.stats(),
        () -> server.stats().closed().get(reason) == 1);
  }
}

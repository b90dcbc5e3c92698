package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.DatagramServer;
import dev.heddle.Engine;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.ServerListener;
import dev.heddle.ServerState;
import dev.heddle.engine.loops.LoopsEngine;
import dev.heddle.engine.polled.PolledLoop;
import dev.heddle.engine.socket.SocketAcceptor;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.fixtures.Peer;
import dev.heddle.loop.EventLoop;
import dev.heddle.loop.nio.NioPoller;
import dev.heddle.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A loop or an acceptor that fails: its servers end, and waits for them return.
class EngineFailureTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final dev.heddle.Handler ECHO =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          connection.writeLine("ECHO: " + line);
        }
      };

  private final List<EventLoop> started = new CopyOnWriteArrayList<>();
  private final Engine loops =
      new LoopsEngine(
          2,
          loop -> {
            started.add(loop);
            return new NioPoller(loop);
          },
          Duration.ZERO);
  private LogCapture log;

  @BeforeEach
  void capturesTheLog() {
    log = new LogCapture();
  }

  @AfterEach
  void releasesTheLog() {
    log.close();
  }

  @Test
  void aLoopThatCannotWaitAnyMoreEndsItsServers() throws Exception {
    for (int which = 0; which < 2; which++) {
      started.clear();
      Server first = Server.builder(ECHO).engine(loops).start();
      Server second = Server.builder(ECHO).engine(loops).start();
      try (Peer peer = Peer.connect(first.address())) {
        assertThat(peer.send("hello\n").line()).isEqualTo("ECHO: hello");
        started.get(which).poller().close();
        started.get(which).poller().wakeup();
        hasFailed(first);
        hasFailed(second);
        peer.seesItGone();
      }
      loopsEnd();
    }
  }

  @Test
  void aLoopWithoutMemoryEndsItsServers() throws Exception {
    Server server = Server.builder(ECHO).engine(loops).start();
    started
        .getFirst()
        .execute(() -> {
          throw new OutOfMemoryError("for a test");
        });
    hasFailed(server);
    assertThat(server.failure()).hasMessageContaining("for a test");
    loopsEnd();
  }

  @Test
  void aTaskOrTimerThatThrowsDoesNotEndALoop() throws Exception {
    try (Server server = Server.builder(ECHO).engine(loops).start()) {
      for (EventLoop loop : started) {
        loop.execute(() -> {
          throw new StackOverflowError("for a test");
        });
        loop.call(() ->
            loop.timers()
                .add(
                    0,
                    () -> {
                      throw new AssertionError("for a test");
                    }));
        loop.call(() -> true);
      }
      try (Peer peer = Peer.connect(server.address())) {
        assertThat(peer.send("hello\n").line()).isEqualTo("ECHO: hello");
      }
      assertThat(server.state()).isEqualTo(ServerState.RUNNING);
    }
  }

  @Test
  void aFailedLoopEndsDatagramServersToo() throws Exception {
    DatagramServer server = DatagramServer.builder(d -> d).engine(loops).start();
    started.getFirst().failed(new OutOfMemoryError("for a test"));
    Eventually.that("it has failed", () -> server.failure() != null);
    loopsEnd();
    server.close();
  }

  @Test
  void aServerThatEndsBeforeItsLoopFailsIsNotNotified() throws Exception {
    Server keeps = Server.builder(ECHO).engine(loops).start();
    Server ended = Server.builder(ECHO).engine(loops).start();
    ended.close();
    started.getFirst().failed(new OutOfMemoryError("for a test"));
    hasFailed(keeps);
    assertThat(ended.failure()).isNull();
    loopsEnd();
  }

  @Test
  void drainingAServerWhoseLoopHasFailedReturns() throws Exception {
    Server server = Server.builder(ECHO).engine(loops).start();
    started.getFirst().failed(new OutOfMemoryError("for a test"));
    server.drain(PATIENCE);
    assertThat(server.state()).isEqualTo(ServerState.CLOSED);
    loopsEnd();
  }

  @Test
  void aServerIsNotStartedOnLoopsThatHaveFailed() throws Exception {
    try (Client keepsTheLoops = Client.builder().engine(loops).build()) {
      Server first = Server.builder(ECHO).engine(loops).start();
      started.getFirst().failed(new OutOfMemoryError("for a test"));
      hasFailed(first);
      try (Server second = Server.builder(ECHO).engine(loops).start();
          Connection connection = keepsTheLoops.connect(second.address())) {
        connection.writeLine("hello");
        assertThat(connection.readLine()).isEqualTo("ECHO: hello");
        assertThat(second.loops()).noneMatch(each -> each.thread().equals(loopThread(0)));
        assertThat(started).hasSize(4);
      }
    }
    loopsEnd();
  }

  private Thread loopThread(int which) {
    return started.get(which).thread();
  }

  @Test
  void aServerIsNotStartedOnASelectorThatHasFailed() throws Exception {
    Engine selector = Engine.selector();
    Server first = Server.callbacks(Silent::new).engine(selector).start();
    Server second = Server.callbacks(Silent::new).engine(selector).start();
    var view = (PolledLoop) first.loops().getFirst();
    view.loop().failed(new OutOfMemoryError("for a test"));
    try (Server third = Server.callbacks(Silent::new).engine(selector).start()) {
      hasFailed(first);
      hasFailed(second);
      assertThat(third.loops().getFirst().thread()).isNotEqualTo(view.thread());
      assertThat(third.state()).isEqualTo(ServerState.RUNNING);
    }
    Eventually.that("the failed loop ends", () -> !view.thread().isAlive());
  }

  private static final class Silent implements Protocol {
    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {}
  }

  @Test
  void anEngineThatCannotStartOneOfItsLoopsLeavesNoneBehind() {
    Engine second =
        new LoopsEngine(
            3,
            loop -> {
              started.add(loop);
              if (started.size() == 3) {
                throw new OutOfMemoryError("unable to create native thread: for a test");
              }
              return new NioPoller(loop);
            },
            Duration.ZERO);
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> Server.builder(ECHO).engine(second).start());
    loopsEnd();
  }

  @Test
  void whoComesAfterALoopHasFailedIsNotifiedAtOnce() throws Exception {
    EventLoop loop = EventLoop.start("heddle-loop-test", NioPoller::new);
    var cause = new OutOfMemoryError("for a test");
    loop.failed(cause);
    var reported = new AtomicReference<Throwable>();
    loop.addFailureListener(reported::set);
    assertThat(reported).hasValue(cause);
    loop.stop();
  }

  @Test
  void aFailedLoopEndsTheConnectionsOfClients() throws Exception {
    try (Server silent =
            Server.builder(connection -> connection.readLine()).engine(Engine.threads()).start();
        Client client = Client.builder().engine(loops).build()) {
      List<Thread> readers = new ArrayList<>();
      var ended = new CountDownLatch(2);
      for (int i = 0; i < 2; i++) {
        Connection connection = client.connect(silent.address());
        readers.add(Thread.startVirtualThread(() -> readToTheEnd(connection, ended)));
      }
      Eventually.that(
          "both wait",
          () -> readers.stream().allMatch(each -> each.getState() == Thread.State.WAITING));
      started.getFirst().failed(new OutOfMemoryError("for a test"));
      Eventually.happens(ended);
      Eventually.that("all are gone", () -> client.active() == 0);
    }
    loopsEnd();
  }

  private static void readToTheEnd(Connection connection, CountDownLatch failed) {
    try {
      connection.readLine();
    } catch (IOException e) {
      failed.countDown();
    }
  }

  @Test
  void aLogThatThrowsKeepsNothingFromEnding() throws Exception {
    Handler broken = new Broken();
    Logger logger = Logger.getLogger("dev.heddle");
    logger.addHandler(broken);
    try {
      Server server = Server.builder(ECHO).engine(loops).start();
      started
          .getFirst()
          .execute(() -> {
            throw new IllegalStateException("is only logged");
          });
      started
          .getFirst()
          .execute(() -> {
            throw new OutOfMemoryError("for a test");
          });
      hasFailed(server);
      loopsEnd();
    } finally {
      logger.removeHandler(broken);
    }
  }

  @Test
  void anAcceptorThatThrowsAnErrorEndsItsServer() throws Exception {
    Server server = Server.builder(ECHO).engine(new Overflowing()).start();
    try (Peer peer = Peer.connect(server.address())) {
      hasFailed(server);
      assertThat(server.failure()).hasCauseInstanceOf(StackOverflowError.class);
      peer.seesItGone();
    }
  }

  @Test
  void anInterruptThatComesTooLateForItsHandlerEndsAServerForAReason() throws Exception {
    var handling = new AtomicReference<Thread>();
    Server server =
        Server.builder(
                connection -> {
                  handling.set(Thread.currentThread());
                  ECHO.handle(connection);
                })
            .engine(Engine.blocking())
            .start();
    try (Peer peer = Peer.connect(server.address())) {
      assertThat(peer.send("hello\n").line()).isEqualTo("ECHO: hello");
    }
    Thread thread = handling.get();
    Eventually.that("it accepts again", () -> isAccepting(thread));
    thread.interrupt();
    hasFailed(server);
  }

  private static boolean isAccepting(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals("sun.nio.ch.ServerSocketChannelImpl"));
  }

  @Test
  void aListenerThatHangsAtTheEndOfItsFailedServerKeepsNoOther() throws Exception {
    var release = new CountDownLatch(1);
    var hangs = new CountDownLatch(1);
    var listener =
        new ServerListener() {
          @Override
          public void closed() {
            hangs.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    Server failing = Server.builder(ECHO).engine(loops).listener(listener).start();
    try (Server other =
            Server.builder(ECHO)
                .engine(Engine.threads())
                .idleTimeout(Duration.ofMillis(100))
                .start();
        Peer peer = Peer.connect(other.address())) {
      started.getFirst().failed(new OutOfMemoryError("for a test"));
      hangs.await();
      peer.seesItGone();
    } finally {
      release.countDown();
    }
    hasFailed(failing);
    loopsEnd();
  }

  private static void hasFailed(Server server) throws Exception {
    assertThat(server.awaitTermination(PATIENCE)).as("it ends").isTrue();
    assertThat(server.state()).isEqualTo(ServerState.CLOSED);
    assertThat(server.failure()).isNotNull();
    try (var again = ServerSocketChannel.open()) {
      again.bind(new InetSocketAddress("127.0.0.1", server.port()));
    }
  }

  private void loopsEnd() {
    Eventually.that(
        "the loops end", () -> started.stream().noneMatch(loop -> loop.thread().isAlive()));
  }

  private static final class Broken extends Handler {
    @Override
    public void publish(LogRecord logged) {
      throw new OutOfMemoryError("no memory for a line");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /// Fails with each connection, as an acceptor with too little stack would.
  private static final class Overflowing extends ServingEngine {
    @Override
    public String name() {
      return "overflowing";
    }

    @Override
    public int capacity() {
      return Integer.MAX_VALUE;
    }

    @Override
    public BoundAddress listen(SocketAddress address, ConnectionHost host) throws IOException {
      return new SocketAcceptor(
              address,
              host,
              channel -> {
                throw new StackOverflowError("for a test");
              },
              Runnable::run)
          .start();
    }

    @Override
    public Transport connect(SocketAddress address, Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void start(Runnable task) {
      throw new UnsupportedOperationException();
    }
  }
}

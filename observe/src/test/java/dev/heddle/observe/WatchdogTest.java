package dev.heddle.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.LoopPoller;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Handlers that do the wrong thing on purpose, on each engine where it can happen.
class WatchdogTest extends ObserverFixture {
  private static final Duration NEVER = Duration.ofHours(1);

  private volatile boolean goOn;

  /// On each poller that this system has; `AUTO` is io_uring, where that is allowed.
  static Stream<Engine> loops(int count) {
    Stream<LoopPoller> pollers = Stream.of(LoopPoller.AUTO, LoopPoller.NIO);
    if (System.getProperty("os.name").equals("Linux")) {
      pollers = Stream.concat(pollers, Stream.of(LoopPoller.EPOLL));
    }
    return pollers.map(poller -> Engine.loops(count, poller));
  }

  static Stream<Engine> polled() {
    return Stream.concat(loops(1), Stream.of(Engine.loops(2), Engine.selector()));
  }

  static Stream<Engine> all() {
    return Stream.concat(
        loops(1),
        Stream.of(Engine.blocking(), Engine.threads(), Engine.virtual(), Engine.selector()));
  }

  static Stream<Engine> withThreads() {
    return Stream.concat(loops(2), Stream.of(Engine.threads(), Engine.virtual()));
  }

  @AfterEach
  void ends() throws Exception {
    goOn = true;
  }

  /// A server whose callback does something when bytes come.
  private Server serve(Engine engine, Protocol protocol) throws IOException {
    return closing(
        Server.callbacks(() -> protocol).engine(engine).limits(QUICK).name("wrong").start());
  }

  private Server serve(Engine engine, Handler handler) throws IOException {
    return serve("wrong", engine, handler);
  }

  private Observer watch(Server server, Duration slow) {
    return closing(
        Observer.start(List.of(ObservedServer.of(server)), slow, Duration.ofMillis(200)));
  }

  /// Computes, and so holds its thread.
  private void spin() {
    while (!goOn) {
      Thread.onSpinWait();
    }
  }

  // Stalls

  @ParameterizedTest
  @MethodSource("polled")
  void aConnectionThatBlocksALoopIsNamedOnceWithTheLineAndThenTheDuration(Engine engine)
      throws Exception {
    Server server = serve(engine, (bytes, outbox) -> spin());
    Observer observer = watch(server, NEVER);
    Socket client = client(server, "x");
    Finding stall = Await.finding(observer, "stall", false);
    assertThat(stall.text())
        .matches(
            "heddle-(loop-\\d+|selector) has not turned for [1-9]\\d\\d+ ms: connection \\d+ of"
                + " wrong \\(127.0.0.1:"
                + client.getLocalPort()
                + "\\) holds it at"
                + " dev.heddle.observe.WatchdogTest.*\\(WatchdogTest.java:\\d+\\)");
    goOn = true;
    Finding over = Await.finding(observer, "stall", true);
    assertThat(over.id()).isEqualTo(stall.id());
    assertThat(over.text())
        .matches("heddle-.* turns again after \\d+ ms: connection \\d+ of wrong .* held it at .*");
    Status status = observer.status(ConnectionOrder.BUSY, 10);
    assertThat(status.loops()).anyMatch(loop -> loop.longestStallMillis() >= 100);
    assertThat(observer.findings()).hasSize(1);
  }

  @Test
  void aVirtualThreadThatAHandlerHasStartedIsFoundAsWell() throws Exception {
    Server server =
        serve(
            Engine.loops(1),
            c -> {
              Thread helper = Thread.ofVirtual().name("helper").start(this::spin);
              helper.join();
            });
    Observer observer = watch(server, NEVER);
    client(server, "x");
    assertThat(Await.finding(observer, "stall", false).text())
        .contains("virtual thread helper holds it at dev.heddle.observe.WatchdogTest.spin");
  }

  @Test
  void aThreadWhoseNameHasEscapeCodesAndLineBreaksIsNamedHarmlessly() throws Exception {
    Server server =
        serve(
            Engine.loops(1),
            c -> Thread.ofVirtual().name("\u001b[2Jevil\n\u202eline").start(this::spin).join());
    Observer observer = watch(server, NEVER);
    client(server, "x");
    assertThat(Await.finding(observer, "stall", false).text())
        .contains("virtual thread \\x1b[2Jevil\\n\\u202eline holds it at ");
  }

  @ParameterizedTest
  @MethodSource("polled")
  void aLoopThatHasNothingToDoOrMuchToDoDoesNotStall(Engine engine) throws Exception {
    Server server = serve(engine, (bytes, outbox) -> outbox.send(ByteBuffer.wrap(new byte[1])));
    Observer observer = watch(server, NEVER);
    Socket client = client(server, "x");
    for (int i = 0; i < 2000; i++) {
      client.getInputStream().read();
      client.getOutputStream().write('x');
    }
    Await.that(() -> "two looks", () -> observer.history().seconds().size() >= 2);
    assertThat(observer.findings()).noneMatch(f -> f.text().contains("connection"));
  }

  @Test
  void aStallIsRecordedForTheFlightRecorder(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("stall.jfr");
    try (var recording = new Recording()) {
      recording.enable("dev.heddle.Stall");
      recording.start();
      Server server = serve(Engine.loops(1), c -> spin());
      Observer observer = watch(server, NEVER);
      client(server, "x");
      Await.finding(observer, "stall", false);
      goOn = true;
      Await.finding(observer, "stall", true);
      recording.dump(file);
    }
    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("dev.heddle.Stall"))
            .toList();
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().getDuration("length")).isGreaterThan(Duration.ofMillis(99));
    assertThat(events.getFirst().getString("line")).contains("WatchdogTest.spin");
    assertThat(events.getFirst().getString("holder")).contains("of wrong");
  }

  // Slow handlers

  @ParameterizedTest
  @MethodSource("all")
  void aHandlerThatIsAtSomethingForTooLongIsNamed(Engine engine) throws Exception {
    var latch = new CountDownLatch(1);
    closing(latch::countDown);
    Server server = serve(engine, (Protocol) (bytes, outbox) -> latch.await());
    Observer observer = watch(server, Duration.ofMillis(300));
    client(server, "x");
    assertThat(Await.finding(observer, "slow", false).text())
        .matches(
            "connection \\d+ of wrong \\(.*\\): the handler has been running for 300 ms, at"
                + " dev.heddle.observe.WatchdogTest.*");
    latch.countDown();
    Await.finding(observer, "slow", true);
  }

  @Test
  void aHandlerThatMayRunForEverIsNotSlow() throws Exception {
    var latch = new CountDownLatch(1);
    closing(latch::countDown);
    Server server = serve(Engine.virtual(), (Handler) c -> latch.await());
    Observer observer = watch(server, ChronoUnit.FOREVER.getDuration());
    client(server, "x");
    Await.that(() -> "three looks", () -> observer.history().seconds().size() >= 3);
    assertThat(observer.findings()).isEmpty();
  }

  @Test
  void aHandlerThatWaitsForItsPeerIsNotSlow() throws Exception {
    Server server = serve(Engine.virtual(), (Handler) c -> c.readLine());
    Observer observer = watch(server, Duration.ofMillis(1));
    client(server, "x");
    Await.that(() -> "three looks", () -> observer.history().seconds().size() >= 3);
    assertThat(observer.findings()).isEmpty();
  }

  // Deadlocks

  private final Lock one = new ReentrantLock();
  private final Lock two = new ReentrantLock();
  private final Object red = new Object();
  private final Object blue = new Object();
  private final CyclicBarrier bothHaveTheirFirst = new CyclicBarrier(2);

  private void meet() throws Exception {
    bothHaveTheirFirst.await();
  }

  private void takeBoth(Lock first, Lock second) throws Exception {
    first.lockInterruptibly();
    try {
      meet();
      second.lockInterruptibly();
      second.unlock();
    } finally {
      first.unlock();
    }
  }

  @ParameterizedTest
  @MethodSource("withThreads")
  void handlersThatWaitForEachOthersLocksAreNamed(Engine engine) throws Exception {
    Server server =
        serve(
            engine,
            (Handler)
                c -> {
                  if (c.readExactly(1)[0] == '1') {
                    takeBoth(one, two);
                  } else {
                    takeBoth(two, one);
                  }
                });
    Observer observer = watch(server, NEVER);
    client(server, "1");
    client(server, "2");
    Finding deadlock = Await.finding(observer, "deadlock", false);
    assertThat(deadlock.text())
        .startsWith("deadlock of 2 threads: ")
        .contains("of wrong (127.0.0.1:")
        .contains("ReentrantLock")
        .contains("WatchdogTest.takeBoth(WatchdogTest.java:");
    server.connections().iterator().next().abort(); // interrupts one of them
    Await.finding(observer, "deadlock", true);
  }

  @ParameterizedTest
  @MethodSource("withThreads")
  void handlersThatWaitForEachOthersMonitorsAreNamed(Engine engine) throws Exception {
    var ended = new CountDownLatch(2);
    Handler handler =
        c -> {
          boolean first = c.readExactly(1)[0] == '1';
          synchronized (first ? red : blue) {
            meet();
            synchronized (first ? blue : red) {
              ended.countDown();
            }
          }
        };
    // Nothing ends this one: it stays until the process does.
    Server server = Server.builder(handler).engine(engine).limits(QUICK).name("wrong").start();
    Observer observer = watch(server, NEVER);
    client(server, "1");
    client(server, "2");
    assertThat(Await.finding(observer, "deadlock", false).text())
        .startsWith("deadlock of 2 threads: ")
        .contains("of wrong (127.0.0.1:")
        .contains("java.lang.Object@")
        .contains("WatchdogTest.java:");
    assertThat(ended.getCount()).isEqualTo(2);
  }

  @Test
  void aLockAndAMonitorMakeACycleToo() throws Exception {
    Handler handler =
        c -> {
          if (c.readExactly(1)[0] == '1') {
            synchronized (red) {
              meet();
              one.lockInterruptibly();
            }
          } else {
            one.lockInterruptibly();
            try {
              meet();
              synchronized (red) {
                assertThat(c.id()).isPositive();
              }
            } finally {
              one.unlock();
            }
          }
        };
    Server server = serve(Engine.virtual(), handler);
    Observer observer = watch(server, NEVER);
    client(server, "1");
    client(server, "2");
    assertThat(Await.finding(observer, "deadlock", false).text())
        .contains("ReentrantLock")
        .contains("java.lang.Object@");
    server.connections().forEach(connection -> connection.abort());
  }

  static List<Engine> oneAtATime() {
    return List.of(Engine.blocking(), Engine.selector());
  }

  @ParameterizedTest
  @MethodSource("oneAtATime")
  void aCallbackAndAThreadOfTheProgramWaitForEachOther(Engine engine) throws Exception {
    Protocol protocol =
        new Protocol() {
          @Override
          public void received(ByteBuffer bytes, Outbox outbox) throws Exception {
            takeBoth(one, two);
          }
        };
    Server server = serve(engine, protocol);
    Observer observer = watch(server, NEVER);
    Thread other =
        Thread.ofPlatform()
            .name("program")
            .start(() -> {
              try {
                takeBoth(two, one);
              } catch (Exception e) {
                // Interrupted: the test is over.
              }
            });
    client(server, "x");
    assertThat(Await.finding(observer, "deadlock", false).text())
        .contains("\"program\"")
        .contains("of wrong (127.0.0.1:");
    other.interrupt();
    other.join();
  }

  @Test
  void handlersThatOnlyQueueForALockAreNoDeadlock() throws Exception {
    one.lock();
    Server server =
        serve(
            Engine.virtual(),
            (Handler)
                c -> {
                  c.readExactly(1);
                  one.lockInterruptibly();
                  one.unlock();
                });
    Observer observer = watch(server, Duration.ofSeconds(1));
    client(server, "1");
    client(server, "2");
    Await.finding(observer, "slow", false); // so long have they waited
    Await.that(() -> "two more looks", () -> observer.history().seconds().size() >= 4);
    assertThat(observer.findings()).allMatch(f -> f.kind().equals("slow"));
    one.unlock();
  }
}

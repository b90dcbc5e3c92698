package dev.heddle.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.LoopPoller;
import dev.heddle.Protocol;
import dev.heddle.Server;
import dev.heddle.jdk.ThreadMonitors;
import dev.heddle.jdk.VirtualThreadList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Searches for owners of locks repeatedly, while threads mount, unmount and queue for monitors:
/// nothing may break, and no thread may hang. `-Dheddle.looks=1000` for more of them.
class LooksUnderLoadTest {
  private static final int LOOKS = Integer.getInteger("heddle.looks", 50);
  private static final int CLIENTS = 24;

  private final Object monitor = new Object();
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong answers = new AtomicLong();

  static List<Engine> engines() {
    return List.of(
        Engine.loops(2),
        Engine.loops(2, LoopPoller.NIO),
        Engine.virtual(),
        Engine.threads(),
        Engine.selector(),
        Engine.blocking());
  }

  /// Holds its locks long enough that others queue for them, on each engine in its own way.
  private void work() {
    synchronized (monitor) {
      lock.lock();
      try {
        if (answers.incrementAndGet() % 8 == 0) {
          Thread.yield();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private Server serve(Engine engine) throws IOException {
    if (engine.name().equals("selector")) {
      Protocol protocol =
          (bytes, outbox) -> {
            work();
            ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            outbox.send(copy);
          };
      return Server.callbacks(() -> protocol).engine(engine).limits(quick()).start();
    }
    Handler handler =
        c -> {
          for (int one; (one = c.input().read()) >= 0; ) {
            Thread helper = Thread.ofVirtual().start(this::work);
            work();
            helper.join();
            c.write(new byte[] {(byte) one});
          }
        };
    return Server.builder(handler).engine(engine).limits(quick()).start();
  }

  private static Limits quick() {
    return Limits.DEFAULT.withLinger(Duration.ofMillis(50));
  }

  private void talk(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      while (!over.get()) {
        socket.getOutputStream().write('x');
        if (socket.getInputStream().read() < 0) {
          return;
        }
      }
    } catch (IOException e) {
      if (!over.get()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  @Timeout(600)
  void aLoadedServerIsLookedAtAgainAndAgain(Engine engine) throws Exception {
    try (Server server = serve(engine);
        Observer observer =
            Observer.start(List.of(ObservedServer.of(server)), Duration.ofSeconds(30))) {
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < (engine.name().equals("blocking") ? 1 : CLIENTS); i++) {
        clients.add(Thread.ofPlatform().daemon().start(() -> talk(server.port())));
      }
      Await.that(() -> "load", () -> answers.get() > 100);
      int seen = 0;
      for (int i = 0; i < LOOKS; i++) {
        long before = answers.get();
        assertThat(LockCycle.among(handlers(server), LockWaits.among(handlers(server)))).isEmpty();
        for (Thread thread : VirtualThreadList.all()) {
          seen += ThreadMonitors.at(thread) == null ? 0 : 1;
        }
        observer.status(ConnectionOrder.BUSY, 100);
        Await.that(() -> "answers after look", () -> answers.get() > before + CLIENTS);
      }
      over.set(true);
      for (Thread client : clients) {
        client.join();
      }
      if (List.of("loops", "virtual").contains(engine.name())) {
        assertThat(seen).as("looks at waiting threads").isPositive();
      }
      assertThat(observer.findings()).noneMatch(f -> f.kind().equals("deadlock"));
    }
  }

  private static List<Thread> handlers(Server server) {
    List<Thread> threads = new ArrayList<>();
    server
        .connections()
        .forEach(connection -> {
          Thread thread = connection.thread();
          if (thread != null) {
            threads.add(thread);
          }
        });
    return threads;
  }
}

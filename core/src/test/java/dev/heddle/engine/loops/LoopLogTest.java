package dev.heddle.engine.loops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.Limits;
import dev.heddle.Server;
import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A log that writes one line at a time, under a lock, as many do.
class LoopLogTest {
  private final Logger logger = Logger.getLogger("dev.heddle"); // a field: loggers are held weakly
  private final Locked log = new Locked();

  @BeforeEach
  void logsUnderALock() {
    logger.addHandler(log);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void logsAsBefore() {
    logger.removeHandler(log);
    logger.setUseParentHandlers(true);
  }

  @Test
  void aLoopDoesNotQueueForTheLogBehindAThreadThatItCarries() throws Exception {
    var own = System.getLogger("dev.heddle.test");
    Limits limits = Limits.DEFAULT.withMaxConnectionsPerAddress(1);
    try (Server server =
        Server.builder(
                connection -> {
                  String line = connection.readLine();
                  own.log(Level.WARNING, "of the handler");
                  connection.writeLine("ECHO: " + line);
                })
            .engine(Engine.loops(1))
            .limits(limits)
            .start()) {
      log.lock.lock();
      try (Peer first = Peer.connect(server.address())) {
        try (Peer second = rejectedBehind(first, server)) {
          second.seesTheEnd();
        } finally {
          log.lock.unlock();
        }
        assertThat(first.line()).isEqualTo("ECHO: hello");
        Eventually.that("both lines are written", () -> log.lines.size() == 2);
        assertThat(log.lines.getFirst()).isEqualTo("of the handler");
        assertThat(log.lines.getLast()).contains("are rejected");
      }
    }
  }

  /// Both the handler of the first peer and the loop that rejects the second one log meanwhile.
  private Peer rejectedBehind(Peer first, Server server) {
    first.send("hello\n");
    Eventually.that("the handler waits", () -> log.lock.getQueueLength() == 1);
    Peer second = Peer.connect(server.address());
    Eventually.that("another line waits", () -> log.lock.getQueueLength() == 2);
    second.line();
    return second;
  }

  private static final class Locked extends Handler {
    final ReentrantLock lock = new ReentrantLock();
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      lock.lock();
      try {
        lines.add(line.getMessage());
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

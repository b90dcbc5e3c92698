package dev.heddle.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a thread logs that carries virtual threads.
class SafeLogTest {
  private static final int MORE_THAN_WAIT = 3000;
  private static final Duration QUIET = Duration.ofMillis(50);

  private final System.Logger own = System.getLogger("dev.heddle.test");
  private final Logger logger = Logger.getLogger("dev.heddle"); // a field: loggers are held weakly
  private final Slow log = new Slow();

  @BeforeEach
  void captures() {
    logger.addHandler(log);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void releases() {
    log.release.countDown();
    logger.removeHandler(log);
    logger.setUseParentHandlers(true);
  }

  @Test
  void itsLinesComeInTheirOrder() throws Exception {
    log.release.countDown();
    carrying(() -> {
      for (int i = 0; i < 100; i++) {
        SafeLog.warning(own, "line " + i);
      }
    });
    Eventually.that("all are written", () -> log.lines.size() == 100);
    assertThat(log.lines)
        .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(i -> "line " + i).toList());
  }

  @Test
  void itDoesNotWaitForTheLogAndLostLinesAreCountedOnce() throws Exception {
    carrying(() -> {
      for (int i = 0; i < MORE_THAN_WAIT; i++) {
        SafeLog.error(own, "subject", "line " + i, new OutOfMemoryError("for a test"));
      }
    });
    log.release.countDown();
    Eventually.that(
        "the loss is told", () -> log.lines.stream().anyMatch(line -> line.contains("lost")));
    Eventually.settles(QUIET, log.lines::size);
    List<String> written = log.lines.stream().filter(line -> line.contains("subject: ")).toList();
    assertThat(written).first().isEqualTo("subject: line 0");
    assertThat(log.lines)
        .filteredOn(line -> line.contains("lost"))
        .singleElement()
        .asString()
        .startsWith((MORE_THAN_WAIT - written.size()) + " ");
  }

  @Test
  void whatComesAfterALineComesAfterIt() throws Exception {
    log.release.countDown();
    carrying(() -> {
      SafeLog.warning(own, "a line");
      SafeLog.afterwards(() -> log.lines.add("after it"));
    });
    Eventually.that("both have come", () -> log.lines.size() == 2);
    assertThat(log.lines).containsExactly("a line", "after it");
    SafeLog.afterwards(() -> log.lines.add("at once"));
    assertThat(log.lines).contains("at once");
  }

  private static void carrying(Runnable task) throws InterruptedException {
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              Carriers.enter(() -> true);
              task.run();
            });
    thread.join(Eventually.PATIENCE);
    assertThat(thread.isAlive()).isFalse();
  }

  private static final class Slow extends Handler {
    final CountDownLatch release = new CountDownLatch(1);
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      Eventually.happens(release);
      lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

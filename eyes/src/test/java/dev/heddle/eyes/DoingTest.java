package dev.heddle.eyes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DoingTest {
  /// As HikariCP 7 waits.
  private static final List<StackTraceElement> BORROWS =
      List.of(
          frame("java.lang.VirtualThread", "parkNanos"),
          frame("java.util.concurrent.locks.LockSupport", "parkNanos"),
          frame("java.util.concurrent.SynchronousQueue$Transferer", "xferLifo"),
          frame("java.util.concurrent.SynchronousQueue", "poll"),
          frame("com.zaxxer.hikari.util.ConcurrentBag", "borrow"),
          frame("com.zaxxer.hikari.pool.HikariPool", "getConnection"),
          frame("com.zaxxer.hikari.HikariDataSource", "getConnection"),
          frame("com.acme.orders.Store", "load"));

  private static StackTraceElement frame(String type, String method) {
    return new StackTraceElement(type, method, "Some.java", 12);
  }

  @Test
  void aWaitForAPooledConnectionIsToldAsSuch() {
    assertThat(Doing.words(BORROWS)).isEqualTo("waits for a HikariCP connection");
  }

  @Test
  void aThreadThatClosesAnExecutorIsToldAsSuch() {
    assertThat(
            Doing.words(
                List.of(
                    frame("java.util.concurrent.CountDownLatch", "await"),
                    frame("java.util.concurrent.ThreadPerTaskExecutor", "awaitTermination"),
                    frame("java.util.concurrent.ThreadPerTaskExecutor", "close"),
                    frame("com.acme.orders.Store", "load"))))
        .isEqualTo("closes an executor, waits for its tasks");
  }

  @Test
  void itsLineIsTheProgramsAndNotThePools() {
    assertThat(Frames.line(BORROWS)).isEqualTo("com.acme.orders.Store.load(Some.java:12)");
    assertThat(Frames.line(BORROWS.subList(0, 6)))
        .isEqualTo("com.zaxxer.hikari.util.ConcurrentBag.borrow(Some.java:12)");
  }
}

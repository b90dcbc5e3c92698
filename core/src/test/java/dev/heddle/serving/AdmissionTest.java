package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.FullPolicy;
import dev.heddle.Limits;
import dev.heddle.Refusal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static AdmissionResult enter(Admission admission) {
    return admission.enter(() -> {
      throw new AssertionError("addresses do not count");
    });
  }

  @Test
  void soManyComeInAndNotOneMore() {
    var admission = new Admission(Limits.DEFAULT.withWhenFull(FullPolicy.REFUSE), 2);
    assertThat(enter(admission)).isInstanceOf(AdmissionResult.Place.class);
    assertThat(enter(admission)).isInstanceOf(AdmissionResult.Place.class);
    assertThat(enter(admission)).isInstanceOf(AdmissionResult.Refused.class);
    assertThat(admission.accepted()).isEqualTo(2);
    assertThat(admission.refused()).containsEntry(Refusal.FULL, 1L);
    admission.leave();
    assertThat(enter(admission)).isInstanceOf(AdmissionResult.Place.class);
  }

  @Test
  void aLogThatThrowsCostsNoPlace() {
    var admission = new Admission(Limits.DEFAULT, 2);
    var broken = new BrokenLog();
    Logger logger = Logger.getLogger("dev.heddle.accept");
    logger.addHandler(broken);
    try {
      for (int i = 0; i < 2; i++) {
        assertThat(enter(admission)).isInstanceOf(AdmissionResult.Place.class);
      }
    } finally {
      logger.removeHandler(broken);
    }
    assertThat(broken.lines).hasValue(1);
  }

  private static final class BrokenLog extends Handler {
    final AtomicInteger lines = new AtomicInteger();

    @Override
    public void publish(LogRecord line) {
      lines.incrementAndGet();
      throw new IllegalStateException("for a test");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void aRejectedClientIsSentTheNumberOfOpenConnections() {
    assertThat(new Admission(Limits.DEFAULT, 7).refusal()).startsWith("error: ").contains("7");
  }

  @Test
  void anAcceptMayBeTriedAsLongAsThereIsAPlace() {
    var admission = new Admission(Limits.DEFAULT, 1);
    assertThat(admission.mayAccept()).isTrue();
    enter(admission);
    assertThat(admission.mayAccept()).isFalse();
    admission.leave();
    assertThat(admission.mayAccept()).isTrue();
  }

  @Test
  void anAcceptMayAlwaysBeTriedWhereThePolicyIsToRefuse() {
    var admission = new Admission(Limits.DEFAULT.withWhenFull(FullPolicy.REFUSE), 1);
    enter(admission);
    assertThat(admission.mayAccept()).isTrue();
  }

  @Test
  void aWaiterForRoomIsNotifiedOnceWhenAClientLeaves() {
    var admission = new Admission(Limits.DEFAULT, 1);
    enter(admission);
    var told = new AtomicInteger();
    admission.whenRoom(told::incrementAndGet);
    assertThat(told).hasValue(0);
    admission.leave();
    assertThat(told).hasValue(1);
    enter(admission);
    admission.leave();
    assertThat(told).hasValue(1);
  }

  @Test
  void aWaiterForRoomIsNotifiedAtOnceIfThereIsRoom() {
    var admission = new Admission(Limits.DEFAULT, 1);
    var told = new AtomicInteger();
    admission.whenRoom(told::incrementAndGet);
    assertThat(told).hasValue(1);
  }

  @Test
  void withoutARateThereIsNoWait() {
    var admission = new Admission(Limits.DEFAULT, 10);
    for (int i = 0; i < 10; i++) {
      enter(admission);
      assertThat(admission.nanosUntilTurn()).isLessThanOrEqualTo(0);
    }
  }

  @Test
  void aRateMakesTheNextWaitAfterAFewAtOnce() {
    var admission = new Admission(Limits.DEFAULT.withAcceptRate(10), 100);
    for (int i = 0; i < 5; i++) {
      enter(admission);
    }
    assertThat(admission.nanosUntilTurn())
        .isBetween(TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.MILLISECONDS.toNanos(500));
  }

  @Test
  void stoppingEndsTheWaitForAPlace() throws InterruptedException {
    var admission = new Admission(Limits.DEFAULT, 1);
    enter(admission);
    var waiting = new CountDownLatch(1);
    Thread acceptor =
        Thread.ofPlatform()
            .start(() -> {
              waiting.countDown();
              admission.awaitTurn();
            });
    waiting.await();
    admission.stop(acceptor);
    assertThat(acceptor.join(java.time.Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void anEngineWithoutABoundHasMorePlacesThanAnyoneNeeds() {
    var admission = new Admission(Limits.DEFAULT, Integer.MAX_VALUE);
    for (int i = 0; i < 100_000; i++) {
      assertThat(enter(admission)).isInstanceOf(AdmissionResult.Place.class);
    }
    for (int i = 0; i < 100_000; i++) {
      admission.leave();
    }
    assertThat(admission.mayAccept()).isTrue();
  }
}

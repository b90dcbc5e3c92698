package dev.heddle.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.FullPolicy;
import dev.heddle.Limits;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  @Test
  void soManyComeInAndNotOneMore() {
    var admission = new Admission(Limits.DEFAULT.withWhenFull(FullPolicy.REFUSE), 2);
    assertThat(admission.enter()).isTrue();
    assertThat(admission.enter()).isTrue();
    assertThat(admission.enter()).isFalse();
    assertThat(admission.accepted()).isEqualTo(2);
    assertThat(admission.refused()).isEqualTo(1);
    admission.leave();
    assertThat(admission.enter()).isTrue();
  }

  @Test
  void whoeverIsRefusedIsToldHowManyAreOpen() {
    assertThat(new Admission(Limits.DEFAULT, 7).refusal()).startsWith("error: ").contains("7");
  }

  @Test
  void anAcceptMayBeTriedAsLongAsThereIsAPlace() {
    var admission = new Admission(Limits.DEFAULT, 1);
    assertThat(admission.mayAccept()).isTrue();
    admission.enter();
    assertThat(admission.mayAccept()).isFalse();
    admission.leave();
    assertThat(admission.mayAccept()).isTrue();
  }

  @Test
  void anAcceptMayAlwaysBeTriedWhereThePolicyIsToRefuse() {
    var admission = new Admission(Limits.DEFAULT.withWhenFull(FullPolicy.REFUSE), 1);
    admission.enter();
    assertThat(admission.mayAccept()).isTrue();
  }

  @Test
  void whoeverWaitsForRoomIsToldOnceWhenSomebodyLeaves() {
    var admission = new Admission(Limits.DEFAULT, 1);
    admission.enter();
    var told = new AtomicInteger();
    admission.whenRoom(told::incrementAndGet);
    assertThat(told).hasValue(0);
    admission.leave();
    assertThat(told).hasValue(1);
    admission.enter();
    admission.leave();
    assertThat(told).hasValue(1);
  }

  @Test
  void whoeverWaitsForRoomThatIsThereIsToldAtOnce() {
    var admission = new Admission(Limits.DEFAULT, 1);
    var told = new AtomicInteger();
    admission.whenRoom(told::incrementAndGet);
    assertThat(told).hasValue(1);
  }

  @Test
  void withoutARateThereIsNoWait() {
    var admission = new Admission(Limits.DEFAULT, 10);
    for (int i = 0; i < 10; i++) {
      admission.enter();
      assertThat(admission.nanosUntilTurn()).isLessThanOrEqualTo(0);
    }
  }

  @Test
  void aRateMakesTheNextWaitAfterAFewAtOnce() {
    var admission = new Admission(Limits.DEFAULT.withAcceptRate(10), 100);
    for (int i = 0; i < 5; i++) {
      admission.enter();
    }
    assertThat(admission.nanosUntilTurn())
        .isBetween(TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.MILLISECONDS.toNanos(500));
  }

  @Test
  void stoppingEndsTheWaitForAPlace() throws InterruptedException {
    var admission = new Admission(Limits.DEFAULT, 1);
    admission.enter();
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
      assertThat(admission.enter()).isTrue();
    }
    for (int i = 0; i < 100_000; i++) {
      admission.leave();
    }
    assertThat(admission.mayAccept()).isTrue();
  }
}

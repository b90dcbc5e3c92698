package dev.heddle.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.fixtures.Eventually;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class WaiterTest {
  @Test
  void aSecondThreadIsRefusedAndTheFirstIsStillWoken() {
    var waiter = new Waiter();
    var first = new FutureTask<>(() -> waiter.await(Long.MAX_VALUE));
    Thread waiting = Thread.ofVirtual().start(first);
    Eventually.that("it waits", () -> waiting.getState() == Thread.State.WAITING);
    assertThatThrownBy(() -> waiter.await(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another thread");
    waiter.wake();
    assertThat(Eventually.result(first)).isTrue();
  }
}

package dev.heddle.http.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.fixtures.Eventually;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ListingsTest {
  private final Listings listings = new Listings(System::nanoTime);

  @Test
  void whoWaitsForAListingThatAnotherMakesLearnsWhyThereIsNone() throws Exception {
    var begun = new CountDownLatch(1);
    var denied = new CountDownLatch(1);
    Callable<String> page =
        () -> {
          begun.countDown();
          denied.await();
          throw new AccessDeniedException("/private");
        };
    var making = new FutureTask<>(() -> listings.make("/private/", page));
    Thread.ofPlatform().start(making);
    begun.await();
    var waiting = new FutureTask<>(() -> listings.make("/private/", page));
    Thread waiter = Thread.ofPlatform().start(waiting);
    Eventually.that("it waits", () -> waiter.getState() == Thread.State.WAITING);
    denied.countDown();
    assertThatThrownBy(making::get).hasCauseInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(AccessDeniedException.class);
    assertThat(listings.make("/private/", () -> "now").status()).isEqualTo(200);
  }
}

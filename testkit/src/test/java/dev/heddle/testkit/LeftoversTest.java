package dev.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Leftovers;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeftoversTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aThreadOfTheLibraryThatIsLeftIsNamedWithItsStack(boolean virtual) throws Exception {
    int before = Leftovers.threads().size();
    var over = new CountDownLatch(1);
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
    Thread thread = builder.name("heddle-left").start(() -> Eventually.happens(over));
    Eventually.that("it waits", () -> thread.getState().name().contains("WAITING"));
    assertThat(Leftovers.threads())
        .hasSize(before + 1)
        .anyMatch(text ->
            text.startsWith("#" + thread.threadId() + " \"heddle-left\"\n")
                && text.contains("CountDownLatch.await"));
    over.countDown();
    thread.join();
    assertThat(Leftovers.threads()).hasSize(before);
  }
}

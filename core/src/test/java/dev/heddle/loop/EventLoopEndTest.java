package dev.heddle.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.heddle.loop.nio.NioPoller;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a loop does with work that comes after its end, such as a read on a connection that another
/// thread has just closed.
class EventLoopEndTest {
  private EventLoop loop;

  @BeforeEach
  void end() throws Exception {
    loop = EventLoop.start("heddle-loop-test", NioPoller::new);
    assertThat(loop.threads().call(() -> "alive")).isEqualTo("alive");
    loop.stop();
    loop.thread().join();
  }

  @Test
  void itRejectsAThread() {
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> loop.threads().start(() -> {}));
    assertThat(loop.carried()).isZero();
  }

  @Test
  void aCallFailsInsteadOfWaitingForEver() {
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> loop.threads().call(() -> "never"));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> loop.call(() -> "never"));
  }

  @Test
  void aTaskIsDropped() {
    loop.execute(() -> {
      throw new AssertionError("nobody runs this");
    });
    assertThat(loop.thread().isAlive()).isFalse();
  }
}

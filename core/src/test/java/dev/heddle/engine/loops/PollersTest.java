package dev.heddle.engine.loops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.engine.loops.Pollers.Candidate;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.loop.EventLoop;
import dev.heddle.loop.Poller;
import dev.heddle.loop.nio.NioPoller;
import java.io.IOException;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PollersTest {
  private static final Candidate NIO = new Candidate("NIO", NioPoller::new);
  private LogCapture log;

  @BeforeEach
  void captures() {
    log = new LogCapture();
  }

  @AfterEach
  void ends() {
    log.close();
  }

  @Test
  void theFirstAvailableOneIsUsedAndTheLogSaysOnceWhyEarlierOnesWereNot() throws IOException {
    Poller.Factory pollers = Pollers.firstOf(refused("first"), refused("second"), NIO);
    for (int i = 0; i < 2; i++) {
      EventLoop loop = EventLoop.start("heddle-loop-test", pollers);
      assertThat(loop.poller()).isInstanceOf(NioPoller.class);
      loop.stop();
    }
    assertThat(log.messages(Level.INFO))
        .containsExactly(
            "loops use NIO: first is unavailable: no first here; second is unavailable: no second"
                + " here");
  }

  @Test
  void theLogIsSilentWhereTheBestIsToBeHad() throws IOException {
    EventLoop.start("heddle-loop-test", Pollers.firstOf(NIO, refused("other"))).stop();
    assertThat(log.messages(Level.INFO)).isEmpty();
  }

  @Test
  void ifNoneIsAvailableTheErrorHasAllReasons() {
    Poller.Factory pollers = Pollers.firstOf(refused("first"), refused("second"));
    assertThatThrownBy(() -> EventLoop.start("heddle-loop-test", pollers))
        .isInstanceOf(IOException.class)
        .hasMessage("first is unavailable: no first here; second is unavailable: no second here");
  }

  @Test
  void aReasonThatSeveralShareIsGivenOnce() {
    Poller.Factory pollers = Pollers.firstOf(denied("first"), denied("second"));
    assertThatThrownBy(() -> EventLoop.start("heddle-loop-test", pollers))
        .hasMessage("first and second are unavailable: denied");
  }

  @Test
  void aReasonWithoutAMessageIsNamedByItsClass() {
    var silent =
        new Candidate(
            "silent",
            loop -> {
              throw new IOException();
            });
    assertThatThrownBy(() -> EventLoop.start("heddle-loop-test", Pollers.firstOf(silent)))
        .hasMessage("silent is unavailable: java.io.IOException");
  }

  private static Candidate denied(String name) {
    return new Candidate(
        name,
        loop -> {
          throw new IOException("denied");
        });
  }

  private static Candidate refused(String name) {
    return new Candidate(
        name,
        loop -> {
          throw new IOException("no " + name + " here");
        });
  }
}

package dev.heddle.load;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.load.wire.Answer;
import dev.heddle.load.wire.AnswerMemory;
import dev.heddle.load.wire.AnswerReader;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.Requests;
import dev.heddle.load.wire.WireFormat;
import dev.heddle.load.wire.WireFormats;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is no server's fault ends the run with a clear message, wherever it happens, and nothing
/// waits for the thread that is lost.
class BrokenLoadTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 20})
  void anErrorWhileSendingEndsTheRun(long when) {
    assertFails(sending(when, StackOverflowError::new), "java.lang.StackOverflowError");
  }

  @Test
  void anErrorWhileReceivingEndsTheRun() {
    WireFormat framing = new Broken(() -> new NoClassDefFoundError("dev/heddle/Gone"));
    Trial trial = Trial.of(target -> Requests.sized(10), framing, new Expectation.Anything());
    assertFails(trial, "NoClassDefFoundError: dev/heddle/Gone at dev.heddle.load.BrokenLoadTest");
  }

  @Test
  void anErrorOfAWriterBesideItsReaderEndsTheRun() {
    Trial trial =
        sending(20, StackOverflowError::new)
            .withPipeline(4)
            .at(new Pacing.AtRate(200), Duration.ofSeconds(10));
    assertFails(trial, "java.lang.StackOverflowError");
  }

  @Test
  void anErrorOfConnectionsForOneRequestEndsTheRun() {
    assertFails(sending(5, StackOverflowError::new).reconnecting(), "StackOverflowError");
  }

  @Test
  void tooLittleMemorySaysWhatHelps() {
    assertFails(
        sending(3, () -> new OutOfMemoryError("Java heap space")),
        "the load generator ran out of memory (Java heap space): use fewer connections, or a larger"
            + " heap");
  }

  private static void assertFails(Trial trial, String message) {
    assertThatThrownBy(() ->
            trial
                .withConnections(3)
                .on(Trial.lineServer((line, connection) -> connection.writeLine(line))))
        .isInstanceOf(LoadFailedException.class)
        .hasMessageContaining(message);
  }

  /// Fails instead of sending a request with that number.
  private static Trial sending(long when, Supplier<Error> error) {
    Requests sized = Requests.sized(10);
    return Trial.of(
        target ->
            (connection, number, used) -> {
              if (number == when && connection == 1) {
                throw error.get();
              }
              return sized.next(connection, number, used);
            },
        new WireFormats.Line(),
        new Expectation.Echo());
  }

  private record Broken(Supplier<Error> error) implements WireFormat {
    @Override
    public byte[] encode(byte[] payload) {
      return payload;
    }

    @Override
    public AnswerReader reader(AnswerMemory memory) {
      return new AnswerReader() {
        @Override
        public void reset() {}

        @Override
        public int read(byte[] bytes, int from, int to, byte[] sent, Answer answer) {
          throw error.get();
        }
      };
    }
  }
}

package dev.heddle.load.crew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.load.Portion;
import dev.heddle.load.RequestSpec;
import dev.heddle.load.Workload;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.HttpAnswers;
import dev.heddle.load.wire.Requests;
import dev.heddle.load.wire.WireFormat;
import dev.heddle.load.wire.WireFormats;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrewJsonTest {
  private static final ByteBuffer BYTES = ByteBuffer.wrap(new byte[] {0, -1, '\n', '"'});
  private static final WireFormat LINE = new WireFormats.Line();

  static final List<WireFormat> FRAMINGS =
      List.of(
          LINE,
          new WireFormats.LengthPrefixed(2),
          new WireFormats.Bytes(17),
          new WireFormats.AsSent(),
          new WireFormats.Piece(),
          new WireFormats.Quiet(20_000_000),
          new WireFormats.UntilClose(),
          new HttpAnswers());

  static final List<Expectation> EXPECTATIONS =
      List.of(
          new Expectation.Anything(),
          new Expectation.Echo(),
          new Expectation.HttpSuccess(),
          new Expectation.Exactly(BYTES),
          new Expectation.Matching(Pattern.compile("^ä{1,2}\\n\"$")));

  static final List<RequestSpec> REQUESTS =
      List.of(
          new RequestSpec.Text("hellö {seq}\n", LINE),
          new RequestSpec.Fixed(BYTES),
          new RequestSpec.Sized(4000, LINE),
          new RequestSpec.Get());

  @ParameterizedTest
  @FieldSource("FRAMINGS")
  void aFramingArrivesAsItWasSent(WireFormat framing) {
    var request = new RequestSpec.Sized(10, framing);
    Workload sent = new Workload(request, framing, new Expectation.Echo(), 3, true, PATIENCE);
    Workload arrived = arrived(sent);
    assertThat(arrived.framing()).isEqualTo(framing);
    assertThat(arrived).isEqualTo(sent);
  }

  private static final Duration PATIENCE = Duration.ofMillis(1500);

  @ParameterizedTest
  @FieldSource("EXPECTATIONS")
  void anExpectationArrivesAsItWasSent(Expectation expectation) {
    Expectation arrived =
        arrived(new Workload(new RequestSpec.Get(), LINE, expectation, 1, false, PATIENCE))
            .expectation();
    if (expectation instanceof Expectation.Matching matching) {
      assertThat(arrived)
          .isInstanceOfSatisfying(
              Expectation.Matching.class,
              other ->
                  assertThat(other.pattern().pattern()).isEqualTo(matching.pattern().pattern()));
    } else {
      assertThat(arrived).isEqualTo(expectation);
    }
  }

  @ParameterizedTest
  @FieldSource("REQUESTS")
  void requestsArriveAsTheyWereSent(RequestSpec requests) {
    var sent = new Workload(requests, LINE, new Expectation.Echo(), 1, false, PATIENCE);
    assertThat(arrived(sent).requests()).isEqualTo(requests);
  }

  @Test
  void requestsOfTheCallersOwnCannotBeSent() {
    var own =
        new Workload(
            _ -> Requests.fixed(new byte[1]), LINE, new Expectation.Echo(), 1, false, PATIENCE);
    assertThatThrownBy(() -> WorkloadForm.of(own)).hasMessageContaining("cannot be sent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "{}",
        "{\"type\":\"Nonsense\",\"is\":{}}",
        "{\"type\":\"Ping\"}",
        "{\"type\":\"Ping\",\"is\":{\"number\":\"x\"}}",
        "Terminating due to java.lang.OutOfMemoryError: Java heap space"
      })
  void whatIsNoMessageIsRejectedWithWhatItIs(String text) {
    assertThatThrownBy(() -> CrewJson.decode(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a message of heddle load: ")
        .hasMessageContaining(text.substring(0, Math.min(20, text.length())));
  }

  @Test
  void aMessageIsOneLine() {
    var failed = new CrewMessage.Failed("two\nlines");
    assertThat(CrewJson.encode(failed)).doesNotContain("\n");
    assertThat(CrewJson.decode(CrewJson.encode(failed))).isEqualTo(failed);
  }

  private static Workload arrived(Workload sent) {
    var plan = new PlanForm(List.of(), WorkloadForm.of(sent), null, null, 1);
    var begin = new CrewMessage.Begin(plan, List.of(new Portion(0, 1, 0, 1)), true);
    var arrived = (CrewMessage.Begin) CrewJson.decode(CrewJson.encode(begin));
    assertThat(arrived).isEqualTo(begin);
    return arrived.plan().workload().workload();
  }
}

package dev.heddle.load.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatsTest {

  @Test
  void aLineEndsBehindItsNewline() throws Exception {
    WireFormat line = new WireFormats.Line();
    for (int size = 1; size < 12; size++) {
      var reading = new Reading(line);
      assertThat(reading.answers("one\r\ntwo\nthr", size)).containsExactly("one", "two");
      assertThat(reading.rest()).isEqualTo("thr");
    }
    assertThat(line.encode(bytes("a"))).isEqualTo(bytes("a\n"));
    assertThat(line.encode(bytes("a\n"))).isEqualTo(bytes("a\n"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aFrameSaysItsLengthBefore(int width) throws Exception {
    WireFormat framing = new WireFormats.LengthPrefixed(width);
    String frame = new String(framing.encode(bytes("hello")), StandardCharsets.UTF_8);
    String empty = new String(framing.encode(bytes("")), StandardCharsets.UTF_8);
    assertThat(frame).hasSize(width + 5);
    for (int size = 1; size < 20; size++) {
      assertThat(new Reading(framing).answers(frame + empty + frame, size))
          .containsExactly("hello", "", "hello");
    }
  }

  @Test
  void aFrameThatIsTooLongIsRefused() {
    WireFormat framing = new WireFormats.LengthPrefixed(4);
    assertThatThrownBy(() -> new Reading(framing).answers("\u007f~~~"))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessage("a frame of 2138996350 bytes");
    assertThatThrownBy(() -> new WireFormats.LengthPrefixed(1).encode(new byte[256]))
        .hasMessage("256 bytes do not fit behind a length of 1");
    assertThatThrownBy(() -> new WireFormats.LengthPrefixed(3))
        .hasMessage("length of 1, 2 or 4 bytes, not 3");
  }

  @Test
  void anAnswerHasAsManyBytesAsIsSaidOrWasSent() throws Exception {
    var counted = new Reading(new WireFormats.Bytes(3));
    assertThat(counted.answers("abcdefgh")).containsExactly("abc", "def");
    assertThat(counted.reader.progress()).isEqualTo("2 of 3 bytes");
    assertThat(new Reading(new WireFormats.AsSent()).to(bytes("xy")).answers("abcde", 3))
        .containsExactly("ab", "cd");
    assertThat(new Reading(new WireFormats.Piece()).answers("abcd", 3)).containsExactly("abc", "d");
  }

  @Test
  void whatComesBeforeAnythingWasSentAnswersNothingAndEnds() throws Exception {
    assertThat(new Reading(new WireFormats.AsSent()).answers("welcome\n", 5))
        .containsExactly("welco", "me\n");
  }

  @Test
  void ofAnAnswerWithoutEndNoMoreIsKeptThanIsWanted() throws Exception {
    var memory = new AnswerMemory(2000);
    for (WireFormat framing :
        new WireFormat[] {new WireFormats.Line(), new WireFormats.UntilClose()}) {
      var reading = new Reading(framing, memory, 300);
      assertThat(reading.answers("x".repeat(1_000_000), 1000)).isEmpty();
      assertThat(reading.rest()).hasSize(300);
      assertThat(reading.answer.excerpt()).endsWith("xx\"… (1000000 bytes)");
    }
  }

  @Test
  void whatHasToBeKeptWholeIsSoUpToTheMemoryOfAll() {
    var memory = new AnswerMemory(100_000);
    var reading = new Reading(new WireFormats.Line(), memory, Long.MAX_VALUE);
    assertThatThrownBy(() -> reading.answers("x".repeat(200_000), 1000))
        .isInstanceOf(NoMemoryException.class);
    reading.answer.begin(0);
    assertThat(memory.left()).isEqualTo(100_000);
  }

  @Test
  void theExpectedContentIsAllOfTheContentAndNoLineEnd() throws Exception {
    var ok = new Expectation.Exactly(ByteBuffer.wrap(bytes("ok")));
    for (String right : new String[] {"ok\n", "ok\r\n"}) {
      assertThat(accepts(ok, right)).isTrue();
    }
    for (String wrong : new String[] {"o\n", "okay\n", "ok\r\r\n", "\n", "no\n"}) {
      assertThat(accepts(ok, wrong)).as(wrong).isFalse();
    }
    assertThat(accepts(new Expectation.Echo(), "hi\n")).isTrue();
    assertThat(accepts(new Expectation.Echo(), "hi\r\n")).isFalse();
    assertThat(accepts(new Expectation.Echo(), "hi " + "x".repeat(100) + "\n")).isFalse();
  }

  private static boolean accepts(Expectation expectation, String line) throws Exception {
    byte[] sent = bytes("hi\n");
    var reading =
        new Reading(new WireFormats.Line(), new AnswerMemory(1000), expectation.looksAt(sent));
    assertThat(reading.answers(line)).hasSize(1);
    return expectation.accepts(sent, reading.answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "(a|b)*$", "(.|\\n)*c"})
  void aSearchThatTakesForEverIsGivenUp(String pattern) throws Exception {
    var expectation = new Expectation.Matching(Pattern.compile(pattern));
    var reading = new Reading(new WireFormats.Line(), new AnswerMemory(1 << 20), Long.MAX_VALUE);
    assertThat(reading.answers("a".repeat(100_000) + "!\n")).hasSize(1);
    assertThatThrownBy(() -> expectation.accepts(bytes(""), reading.answer))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("takes too long");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.heddle.load.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingsTest {
  private static final byte[] NONE = {};

  @Test
  void a_line_ends_behind_its_newline() throws Exception {
    Framing line = new Framings.Line();
    byte[] bytes = bytes("one\r\ntwo\nthr");
    assertThat(end(line, bytes, 0)).isEqualTo(5);
    assertThat(line.contentTo(bytes, 0, 5)).isEqualTo(3);
    assertThat(end(line, bytes, 5)).isEqualTo(9);
    assertThat(end(line, bytes, 9)).isEqualTo(Framing.MORE);
    assertThat(line.encode(bytes("a"))).isEqualTo(bytes("a\n"));
    assertThat(line.encode(bytes("a\n"))).isEqualTo(bytes("a\n"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void a_frame_says_its_length_before(int width) throws Exception {
    Framing framing = new Framings.LengthPrefixed(width);
    byte[] frame = framing.encode(bytes("hello"));
    assertThat(frame).hasSize(width + 5);
    for (int to = 0; to < frame.length; to++) {
      assertThat(framing.end(frame, 0, to, 0, NONE)).isEqualTo(Framing.MORE);
    }
    assertThat(end(framing, frame, 0)).isEqualTo(frame.length);
    assertThat(framing.contentFrom(frame, 0, frame.length)).isEqualTo(width);
  }

  @Test
  void a_frame_that_is_too_long_is_refused() {
    Framing framing = new Framings.LengthPrefixed(4);
    assertThatThrownBy(() -> end(framing, new byte[] {-1, -1, -1, -1}, 0))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessage("a frame of 4294967295 bytes");
    assertThatThrownBy(() -> new Framings.LengthPrefixed(1).encode(new byte[256]))
        .hasMessage("256 bytes do not fit behind a length of 1");
    assertThatThrownBy(() -> new Framings.LengthPrefixed(3))
        .hasMessage("length of 1, 2 or 4 bytes, not 3");
  }

  @Test
  void an_answer_has_as_many_bytes_as_is_said_or_was_sent() throws Exception {
    assertThat(end(new Framings.Bytes(3), bytes("abcd"), 0)).isEqualTo(3);
    assertThat(end(new Framings.Bytes(5), bytes("abcd"), 0)).isEqualTo(Framing.MORE);
    Framing asSent = new Framings.AsSent();
    assertThat(asSent.end(bytes("abcd"), 1, 4, 1, bytes("xy"))).isEqualTo(3);
    assertThat(asSent.end(bytes("abcd"), 1, 2, 1, bytes("xy"))).isEqualTo(Framing.MORE);
    assertThat(end(new Framings.Piece(), bytes("abcd"), 1)).isEqualTo(4);
  }

  private static int end(Framing framing, byte[] bytes, int from) throws Exception {
    return framing.end(bytes, from, bytes.length, from, NONE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

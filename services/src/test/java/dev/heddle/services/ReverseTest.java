package dev.heddle.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.heddle.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReverseTest {
  private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";

  @OnEveryEngine
  void turnsEachLineAround(Engine engine) throws IOException {
    try (Talk client = Talk.with(Reverse.SERVICE, engine)) {
      client.send("abc\n\nstraße\r\n").expect("cba\n\neßarts\n");
      client.send(FAMILY + "e\u0301").end().expectLast("e\u0301" + FAMILY + '\n');
    }
  }

  static Stream<Arguments> clusters() {
    return Stream.of(
        arguments("an accent on its letter", "ae\u0301", "e\u0301a"),
        arguments(
            "a skin colour on its hand", "\uD83D\uDC4D\uD83C\uDFFD!", "!\uD83D\uDC4D\uD83C\uDFFD"),
        arguments(
            "both halves of a flag",
            "\uD83C\uDDE9\uD83C\uDDEA\uD83C\uDDEB\uD83C\uDDF7",
            "\uD83C\uDDEB\uD83C\uDDF7\uD83C\uDDE9\uD83C\uDDEA"),
        arguments("a digit and its keycap", "1\uFE0F\u20E3x", "x1\uFE0F\u20E3"),
        arguments(
            "Hangul syllables made of parts",
            "\u1112\u1161\u11AB\u1100\u1173\u11AF",
            "\u1100\u1173\u11AF\u1112\u1161\u11AB"),
        arguments(
            "Devanagari conjuncts",
            "\u0915\u094D\u0937\u093F\u0924",
            "\u0924\u0915\u094D\u0937\u093F"),
        arguments("a carriage return and its newline", "a\r\nb", "b\r\na"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clusters")
  void keepsTogether(String what, String line, String reversed) {
    assertThat(Reverse.reversed(line)).isEqualTo(reversed);
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.services.Engines#withDatagrams")
  void aDatagramKeepsTheEndsOfItsLines(Engine engine) throws IOException {
    assertThat(reversed(engine, "abc")).isEqualTo("cba");
    assertThat(reversed(engine, "abc\n")).isEqualTo("cba\n");
    assertThat(reversed(engine, "ab\r\n\n$1\\2\nef")).isEqualTo("ba\r\n\n2\\1$\nfe");
    assertThat(reversed(engine, "")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.services.Engines#withDatagrams")
  void aDatagramThatIsNotUtf8IsRefused(Engine engine) throws IOException {
    byte[] answer =
        Datagrams.answer(Reverse.SERVICE, Options.DEFAULTS, engine, new byte[] {(byte) 0xFF});
    assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("error: not UTF-8\n");
  }

  private static String reversed(Engine engine, String text) throws IOException {
    return Datagrams.answer(Reverse.SERVICE, Options.DEFAULTS, engine, text);
  }
}

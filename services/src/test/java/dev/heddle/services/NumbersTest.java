package dev.heddle.services;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import java.io.IOException;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  private final Numbers doubling = new Numbers(false);
  private final Numbers squaring = new Numbers(true);

  @OnEveryEngine
  void severalNumbersInOneSegmentAreSeveralAnswersInOrder(Engine engine) throws IOException {
    try (Talk client = Talk.with(Numbers.SERVICE, engine)) {
      client.send("1\n22\r\n-3\nabc\n4").end();
      client.expectLast("2\n44\n-6\nerror: not an integer: \"abc\"\n8\n");
    }
  }

  @OnEveryEngine
  void squaresOnRequest(Engine engine) throws IOException {
    Options squares = Options.DEFAULTS.with(Numbers.SERVICE.options().get(0), "square");
    try (Talk client = Talk.with(Numbers.SERVICE, squares, engine)) {
      client.send("-12\n").expect("144\n");
    }
  }

  @Test
  void aSignAndBlanksAroundAreAllowed() {
    assertThat(doubling.answer(" +5\t")).isEqualTo("10");
    assertThat(doubling.answer("-0")).isEqualTo("0");
    assertThat(doubling.answer("007")).isEqualTo("14");
  }

  @Test
  void thereIsNoLargestNumberButOneOfTenThousandDigits() {
    String largest = "9".repeat(10_000);
    var number = new BigInteger(largest);
    assertThat(doubling.answer('-' + largest)).isEqualTo(number.shiftLeft(1).negate().toString());
    assertThat(squaring.answer(largest)).isEqualTo(number.pow(2).toString());
    assertThat(doubling.answer(largest + '9')).isEqualTo("error: number longer than 10000 digits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "+", "--5", "+-5", "5-", "1 2", "1.0", "1e3", "0x10", "1,000", "٣", "½"})
  void anythingElseIsQuoted(String text) {
    assertThat(doubling.answer(text)).isEqualTo("error: not an integer: \"" + text + '"');
  }

  @Test
  void theQuotedTextIsCutAtFortyCharactersAndNeverInsideOfOne() {
    assertThat(doubling.answer("x".repeat(41))).endsWith(": \"" + "x".repeat(40) + '"');
    assertThat(doubling.answer("x".repeat(40))).endsWith(": \"" + "x".repeat(40) + '"');
    assertThat(doubling.answer("😀".repeat(41))).endsWith(": \"" + "😀".repeat(40) + '"');
  }

  @Test
  void controlCharactersAreNotSentBack() {
    assertThat(doubling.answer("a\u001B[31m\u0007\r\u0000\u202Eb\u2028c\u009Bd"))
        .isEqualTo("error: not an integer: \"a\\x1b[31m\\x07\\r\\x00\\u202eb\\u2028c\\u009bd\"");
  }
}

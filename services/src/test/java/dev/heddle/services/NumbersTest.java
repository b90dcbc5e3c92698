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
  void several_numbers_in_one_segment_are_several_answers_in_order(Engine engine)
      throws IOException {
    try (Talk client = Talk.with(Numbers.SERVICE, engine)) {
      client.send("1\n22\r\n-3\nabc\n4").end();
      client.expectLast("2\n44\n-6\nerror: not an integer: \"abc\"\n8\n");
    }
  }

  @OnEveryEngine
  void squares_on_request(Engine engine) throws IOException {
    Options squares = Options.DEFAULTS.with(Numbers.SERVICE.options().get(0), "square");
    try (Talk client = Talk.with(Numbers.SERVICE, squares, engine)) {
      client.send("-12\n").expect("144\n");
    }
  }

  @Test
  void a_sign_and_blanks_around_are_allowed() {
    assertThat(doubling.answer(" +5\t")).isEqualTo("10");
    assertThat(doubling.answer("-0")).isEqualTo("0");
    assertThat(doubling.answer("007")).isEqualTo("14");
  }

  @Test
  void there_is_no_largest_number_but_one_of_ten_thousand_digits() {
    String largest = "9".repeat(10_000);
    var number = new BigInteger(largest);
    assertThat(doubling.answer('-' + largest)).isEqualTo(number.shiftLeft(1).negate().toString());
    assertThat(squaring.answer(largest)).isEqualTo(number.pow(2).toString());
    assertThat(doubling.answer(largest + '9')).isEqualTo("error: number longer than 10000 digits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "+", "--5", "+-5", "5-", "1 2", "1.0", "1e3", "0x10", "1,000", "٣", "½"})
  void anything_else_is_quoted(String text) {
    assertThat(doubling.answer(text)).isEqualTo("error: not an integer: \"" + text + '"');
  }

  @Test
  void the_quoted_text_is_cut_at_forty_characters_and_never_inside_of_one() {
    assertThat(doubling.answer("x".repeat(41))).endsWith(": \"" + "x".repeat(40) + '"');
    assertThat(doubling.answer("x".repeat(40))).endsWith(": \"" + "x".repeat(40) + '"');
    assertThat(doubling.answer("😀".repeat(41))).endsWith(": \"" + "😀".repeat(40) + '"');
  }

  @Test
  void control_characters_are_not_sent_back() {
    assertThat(doubling.answer("a\u001B[31m\u0007\r\u0000\u202Eb\u2028c\u009Bd"))
        .isEqualTo("error: not an integer: \"a\\x1b[31m\\x07\\r\\x00\\u202eb\\u2028c\\u009bd\"");
  }
}

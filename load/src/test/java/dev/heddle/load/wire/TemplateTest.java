package dev.heddle.load.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static final byte[] NONE = {};

  @Test
  void placesAreFilledInAndTheRestStays() {
    Requests requests = Template.of("{seq}/{conn} {\"a\": {}}", new WireFormats.Line());
    assertThat(text(requests.next(4, 0, NONE))).isEqualTo("1/5 {\"a\": {}}\n");
    assertThat(text(requests.next(4, 1, NONE))).isEqualTo("2/5 {\"a\": {}}\n");
  }

  @Test
  void randomNumbersLieInTheirRange() {
    Requests requests = Template.of("{random:-2..2}", new WireFormats.Piece());
    for (int i = 0; i < 100; i++) {
      assertThat(Integer.parseInt(text(requests.next(0, i, NONE)))).isBetween(-2, 2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {sequence}     | {sequence} is not one of {seq}, {conn}, {random:1..100}
          {random:1-100} | {random:1-100}: write two numbers, as in {random:1..100}
          {random:5..1}  | {random:5..1}: 5 > 1
          """)
  void otherPlacesAreRefused(String text, String message) {
    assertThatThrownBy(() -> Template.of(text, new WireFormats.Line())).hasMessage(message);
  }

  @Test
  void sizedRequestsDifferByConnectionAndNumberAsFarAsThereIsRoom() {
    Requests requests = Requests.sized(24);
    assertThat(text(requests.next(1, 2, NONE))).isEqualTo("0000000002000001qrstuvw\n");
    byte[] used = requests.next(0, 0, NONE);
    assertThat(requests.next(0, 1, used)).isSameAs(used);
    assertThat(text(Requests.sized(1).next(0, 0, NONE))).isEqualTo("\n");
    assertThat(text(Requests.sized(3).next(0, 18, NONE))).isEqualTo("12\n");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

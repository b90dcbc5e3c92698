package dev.heddle.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({"0,0", "2.5,2.5", "999,999", "1234,1.2k", "999600,1.0M", "45600000,46M"})
  void aNarrowColumnGetsFewDigits(double value, String text) {
    assertThat(Quantities.compact(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 B",
    "1023,1023 B",
    "1024,1.00 KiB",
    "-2048,-2.00 KiB",
    "17825792,17.0 MiB",
    "5368709120,5.00 GiB"
  })
  void sizesAreInPowersOf1024(double bytes, String text) {
    assertThat(Quantities.bytes(bytes)).isEqualTo(text);
  }

  @Test
  void threeDigitsCount() {
    assertThat(Quantities.digits(0.634)).isEqualTo("0.63");
    assertThat(Quantities.digits(12.54)).isEqualTo("12.5");
    assertThat(Quantities.digits(1234.4)).isEqualTo("1,234");
    assertThat(Quantities.count(1_234_567)).isEqualTo("1,234,567");
  }
}

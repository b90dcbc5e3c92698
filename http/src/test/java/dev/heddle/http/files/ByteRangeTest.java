package dev.heddle.http.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §14.1.2, §14.2, of a representation of 100 bytes.
class ByteRangeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-9      | 0-9",
        "bytes=90-      | 90-99",
        "bytes=-10      | 90-99",
        "bytes=0-       | 0-99",
        "bytes=0-0      | 0-0",
        "bytes=99-99    | 99-99",
        "bytes=50-500   | 50-99", // cut at the end
        "bytes=-500     | 0-99", // all, where the suffix is longer
        "BYTES=0-9      | 0-9",
        "bytes=0-9,20-29 | 0-9 20-29",
        "bytes=20-29 , 0-9 | 20-29 0-9", // in the order asked for
        "bytes=,0-9,,   | 0-9",
        "bytes=0-9,100-110 | 0-9", // what can be had of it
        "bytes=0-9,5-19 | 0-19", // overlapping
        "bytes=0-9,10-19 | 0-19", // touching
        "bytes=50-59,0-9,5-19 | 0-19 50-59",
        "bytes=0-99999999999999999999999 | 0-99",
        "bytes=-99999999999999999999999 | 0-99",
        "bytes=000000000000000000000000003-0000000000000000000000000005 | 3-5",
      })
  void partsThatAreThere(String field, String expected) {
    assertThat(text(field)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=100-",
        "bytes=100-200",
        "bytes=-0",
        "bytes=99999999999999999999-",
        "bytes=100-,200-"
      })
  void partsThatCannotBeHad(String field) {
    assertThat(ByteRange.parse(field, 100)).isEmpty();
  }

  /// RFC 9110 §14.2.
  @ParameterizedTest
  @ValueSource(strings = {"bytes=-5", "bytes=0-0,-5", "bytes=0-", "bytes=5-"})
  void whateverIsAskedForOfAnEmptyFileIsAllOfIt(String field) {
    assertThat(ByteRange.parse(field, 0)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lines=0-9",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes=-",
        "bytes=a-b",
        "bytes=9-0",
        "bytes=1",
        "bytes=1-2-3",
        "bytes=+1-2",
        "bytes=0-9,x",
        "bytes 0-9",
        "bytes=0 - 9",
        "bytes=--9"
      })
  void whatIsMalformedOrOfAnotherUnitIsIgnored(String field) {
    assertThat(ByteRange.parse(field, 100)).isNull();
  }

  @Test
  void veryManyPartsAreIgnored() {
    assertThat(ByteRange.parse("bytes=" + "0-1,".repeat(1000), 100)).isNull();
  }

  private static String text(String field) {
    var ranges = ByteRange.parse(field, 100);
    return String.join(
        " ",
        ranges.stream()
            .map(range -> range.first() + "-" + (range.first() + range.count() - 1))
            .toList());
  }
}

package dev.heddle.http.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 9110 §12.5.3.
class CodingTest {
  private static final Set<Coding> ALL = EnumSet.allOf(Coding.class);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip, deflate, br, zstd | BROTLI",
        "gzip, zstd | ZSTD",
        "gzip | GZIP",
        "x-gzip | GZIP",
        "GZIP | GZIP",
        "gzip;q=1.0, br;q=0.5 | GZIP",
        "br;q=0, gzip | GZIP",
        "* | BROTLI",
        "*;q=0.5, gzip | GZIP",
        "br;q=0, zstd;q=0, * | GZIP",
        "gzip ; q=0.001 | GZIP",
      })
  void theBestThatTheClientTakes(String accepted, Coding expected) {
    assertThat(Coding.choose(accepted, ALL)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity",
        "deflate",
        "gzip;q=0",
        "gzip;q=x",
        "gzip;level=9",
        "identity, gzip;q=0.5",
        "*;q=0"
      })
  void noneWhereTheClientDoesNotWantIt(String accepted) {
    assertThat(Coding.choose(accepted, ALL)).isNull();
  }

  @Test
  void noneWhereTheClientSaysNothingOrThereIsNone() {
    assertThat(Coding.choose(null, ALL)).isNull();
    assertThat(Coding.choose("", ALL)).isNull();
    assertThat(Coding.choose("br", Set.of(Coding.GZIP))).isNull();
    assertThat(Coding.choose("br", Set.of())).isNull();
  }
}

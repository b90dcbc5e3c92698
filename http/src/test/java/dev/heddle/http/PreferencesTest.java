package dev.heddle.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferencesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "gzip | gzip | 1000",
        "GZip;Q=0.5 | gzip | 500",
        "br , gzip ; q=0.25 | gzip | 250",
        "gzip;q=0 | gzip | 0",
        "gzip;q=0.000 | gzip | 0",
        "gzip;q=1.000 | gzip | 1000",
        "gzip;q=0.001 | gzip | 1",
        "gzip;q=0. | gzip | 0",
        ",, ,gzip, | gzip | 1000",
        "br | gzip | 0",
        "*;q=0.3, br | gzip | 300",
        "gzip;q=0, * | gzip | 0",
        "text/html | text/plain | 0",
        "text/* | text/plain | 1000",
        "text/*;q=0.5, */* | text/plain | 500",
        "*/*;q=0.1 | text/plain | 100",
        "text/plain;q=0, text/* | text/plain | 0",
        "text/plain;version=1;q=0.3, text/plain;q=0.7 | text/plain | 700",
        "text/plain;a=\"x,y;q=0\";q=0.4 | text/plain | 400",
        "text/plain;a=\"\\\",\";q=0.4 | text/plain | 400",
      })
  void theWeightOfANameIsItsOwnOrThatOfTheNearestWildcard(String list, String name, int weight) {
    assertThat(Preferences.of(list).weight(name)).isEqualTo(weight);
  }

  @ParameterizedTest
  @CsvSource({"x", "1.5", "-1", "1.001", "0.1234", "''", "0x1", "+1", "NaN", "' 1'"})
  void whatHasAMalformedWeightIsNotWanted(String weight) {
    assertThat(Preferences.of("*, gzip;q=" + weight).weight("gzip")).isZero();
    assertThat(Preferences.of("gzip;q=" + weight + ", *").weight("br")).isEqualTo(1000);
  }

  @Test
  void listsMayTakeSeveralLines() {
    var headers = HttpHeaders.of("Accept", "text/html", "ACCEPT", "text/plain;q=0.5");
    assertThat(Preferences.of(headers.joined("accept")).weight("text/plain")).isEqualTo(500);
    var connection = HttpHeaders.of("Connection", "x, y", "connection", "CLOSE");
    assertThat(connection.has("Connection", "close")).isTrue();
    assertThat(connection.has("Connection", "clos")).isFalse();
    assertThat(HttpHeaders.of("X", "\"a, close\"").has("X", "close")).isFalse();
  }

  @Test
  void aNameIsToldFromAWildcard() {
    var accept = Preferences.of("text/plain, */*");
    assertThat(accept.names("text/plain")).isTrue();
    assertThat(accept.names("text/html")).isFalse();
    assertThat(accept.weight("text/html")).isEqualTo(1000);
    assertThat(Preferences.of(null).weight("gzip")).isZero();
  }
}

package dev.heddle.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HttpDateTest {
  private static final Instant RFC = Instant.parse("1994-11-06T08:49:37Z");

  @Test
  void readsTheThreeFormsThatServersMustAccept() {
    assertThat(HttpDate.parse("Sun, 06 Nov 1994 08:49:37 GMT")).isEqualTo(RFC);
    assertThat(HttpDate.parse("Sunday, 06-Nov-94 08:49:37 GMT")).isEqualTo(RFC);
    assertThat(HttpDate.parse("Sun Nov  6 08:49:37 1994")).isEqualTo(RFC);
    assertThat(HttpDate.parse("Wed Nov 16 08:49:37 1994"))
        .isEqualTo(Instant.parse("1994-11-16T08:49:37Z"));
  }

  @Test
  void whatIsNoDateIsNull() {
    assertThat(HttpDate.parse("yesterday")).isNull();
    assertThat(HttpDate.parse("")).isNull();
    assertThat(HttpDate.parse("Sun, 06 Nov 1994 08:49:37 CET")).isNull();
    assertThat(HttpDate.parse("Sat, 31 Feb 2026 08:49:37 GMT")).isNull();
    assertThat(HttpDate.parse("Sun, 06 Nov 1994 24:00:00 GMT")).isNull();
  }

  @Test
  void writesTheFirstForm() {
    assertThat(HttpDate.format(RFC)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(HttpDate.format(RFC.plusMillis(999))).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }
}

package dev.heddle.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

  @Test
  void plainTextHasNothingThatActsOnATerminal() {
    assertThat(PlainText.of(" hi\tthere ")).isEqualTo("hi there");
    assertThat(PlainText.of("\u001B[2J\u0007red\u009B31m\u007F")).isEqualTo("[2Jred31m");
    assertThat(PlainText.of("a\u202Eb\u2066c\u2028d\uFEFFe\u0000f")).isEqualTo("abcdef");
    assertThat(PlainText.of("a\uD800b\uDC00c")).isEqualTo("abc");
    assertThat(PlainText.of("\u3164\uFFA0")).isEmpty();
    assertThat(PlainText.of("\u001B\u0008")).isEmpty();
  }

  @Test
  void plainTextKeepsEveryScriptAndFamiliesTogether() {
    String text = "zürich Ελλάδα 日本 می\u200Cخواهم 👨\u200D👩\u200D👧 e\u0301 ❤\uFE0F\u200D🔥";
    assertThat(PlainText.of(text)).isEqualTo(text);
    assertThat(PlainText.visible(text)).isEqualTo(text);
  }

  @Test
  void joinersInAsciiOnlyMakeTwoNamesLookTheSame() {
    assertThat(PlainText.of("ad\u200Dmin\u200C")).isEqualTo("admin");
    assertThat(PlainText.visible("ad\u200Dmin")).isEqualTo("ad\\u200dmin");
    assertThat(PlainText.visible("\u200Dadmin\u200C")).isEqualTo("\\u200dadmin\\u200c");
  }

  @ParameterizedTest
  @CsvSource({
    "0000, \\x00",
    "0007, \\x07",
    "000A, \\n",
    "000D, \\r",
    "0009, \\t",
    "001B, \\x1b",
    "007F, \\x7f",
    "0085, \\u0085",
    "009B, \\u009b",
    "00AD, \\u00ad",
    "061C, \\u061c",
    "200B, \\u200b",
    "200E, \\u200e",
    "202E, \\u202e",
    "2028, \\u2028",
    "2029, \\u2029",
    "2066, \\u2066",
    "2069, \\u2069",
    "D800, \\ud800",
    "DC00, \\udc00",
    "FEFF, \\ufeff",
    "E0041, \\u{e0041}"
  })
  void whatIsHarmfulBecomesAnEscape(String codePoint, String escape) {
    String text = "a" + Character.toString(Integer.parseInt(codePoint, 16)) + "b";
    assertThat(PlainText.visible(text)).isEqualTo("a" + escape + "b");
    assertThat(Quote.of(text)).isEqualTo("\"a" + escape + "b\"");
  }

  @Test
  void noLineAfterTheFirstBeginsInTheFirstColumn() {
    assertThat(PlainText.visibleLines("failed\n05:00:00 error forged\r\n\tat Main.main\u001B[0m"))
        .isEqualToNormalizingNewlines("failed\n  05:00:00 error forged\n  \tat Main.main\\x1b[0m");
    assertThat(PlainText.visibleLines("a\r05:00:00 forged"))
        .isEqualToNormalizingNewlines("a\n  05:00:00 forged");
    assertThat(PlainText.visibleLines("a\u0085b\u2028c")).isEqualTo("a\\u0085b\\u2028c");
  }

  @Test
  void linesThatAreVisibleAlreadyStayAsTheyAre() {
    String once =
        PlainText.visibleLines("stalled\n\tat Main.main\n\tat Main.run\n  \t deeper\u001B");
    assertThat(once)
        .isEqualToNormalizingNewlines(
            "stalled\n  \tat Main.main\n  \tat Main.run\n  \t deeper\\x1b");
    assertThat(PlainText.visibleLines(once)).isEqualTo(once);
    String details = PlainText.visibleLines("\tat Main.main\n\tat Main.run");
    assertThat(PlainText.visibleLines("stalled\n" + details))
        .isEqualToNormalizingNewlines("stalled\n  \tat Main.main\n  \tat Main.run");
  }

  @Test
  void quotesAreUnambiguous() {
    assertThat(Quote.of("a\r\n\"b\"\t\\n")).isEqualTo("\"a\\r\\n\\\"b\\\"\\t\\\\n\"");
    assertThat(Quote.of("")).isEqualTo("\"\"");
  }

  @Test
  void aLongTextIsCutAtACharacter() {
    assertThat(Quote.of("👧".repeat(61))).isEqualTo("\"" + "👧".repeat(60) + "\"… (61 characters)");
    assertThat(Quote.of("👧".repeat(60))).isEqualTo("\"" + "👧".repeat(60) + "\"");
    byte[] bytes = "👧".repeat(61).getBytes(StandardCharsets.UTF_8);
    assertThat(Quote.of(bytes)).isEqualTo("\"" + "👧".repeat(60) + "\"… (244 bytes)");
    byte[] ascii = "x".repeat(64).getBytes(StandardCharsets.UTF_8);
    assertThat(Quote.of(ascii)).isEqualTo("\"" + "x".repeat(60) + "\"… (64 bytes)");
    assertThat(Quote.of(ascii, 1, 4)).isEqualTo("\"xxx\"");
  }

  @ParameterizedTest
  @ValueSource(bytes = {(byte) 0x80, (byte) 0xC3, (byte) 0xF0, (byte) 0xFF})
  void bytesThatAreNotUtf8AreQuotedAsSuch(byte wrong) {
    byte[] bytes = {'a', wrong, 'b', wrong};
    String escape = String.format("\\x%02x", wrong);
    assertThat(Quote.of(bytes)).isEqualTo("\"a" + escape + "b" + escape + "\"");
  }
}

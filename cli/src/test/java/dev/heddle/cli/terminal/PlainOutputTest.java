package dev.heddle.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainOutputTest {

  @Test
  void charactersThatComeInPiecesArePutTogether() throws IOException {
    var shown = new ByteArrayOutputStream();
    try (var out = new PlainOutput(new PrintStream(shown, true, StandardCharsets.UTF_8))) {
      for (byte b : "é日👧\u009B\u202E\r\n\tok\u001B".getBytes(StandardCharsets.UTF_8)) {
        out.write(b);
      }
      out.write(0xFF);
      out.write('!');
    }
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .isEqualTo("é日👧\\u009b\\u202e\\r\n    ok\\x1b\uFFFD!");
  }
}

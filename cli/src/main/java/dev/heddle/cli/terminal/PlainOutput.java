package dev.heddle.cli.terminal;

import dev.heddle.text.PlainText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// What a peer sends, on its way to a terminal: as it comes, but without what could act there.
/// Belongs to one thread.
public final class PlainOutput extends OutputStream {
  private static final int LONGEST_CHARACTER = 4;

  private final PrintStream out;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer rest = ByteBuffer.allocate(0); // of a character that has not come whole

  PlainOutput(PrintStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    var in = ByteBuffer.allocate(rest.remaining() + length).put(rest).put(bytes, offset, length);
    var text = CharBuffer.allocate(in.capacity() + LONGEST_CHARACTER);
    decoder.decode(in.flip(), text, false);
    rest = in.slice();
    out.print(plain(text.flip().toString()));
  }

  @Override
  public void flush() {
    out.flush();
  }

  /// Newlines stay; a tab becomes blanks.
  public static String plain(String text) {
    var plain = new StringBuilder();
    int start = 0;
    for (int end; (end = text.indexOf('\n', start)) >= 0; start = end + 1) {
      boolean crlf = end > start && text.charAt(end - 1) == '\r';
      plain.append(plainLine(text.substring(start, crlf ? end - 1 : end))).append('\n');
    }
    return plain.append(plainLine(text.substring(start))).toString();
  }

  private static String plainLine(String line) {
    return PlainText.visible(line.replace("\t", "    "));
  }
}

package dev.heddle.load.wire;

import dev.heddle.text.Quote;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The needed parts of one answer: a prefix (a length, say), a head, the beginning of the content,
/// and the size of the whole content. Reused for the next one.
///
/// Bytes that arrived in one piece are not copied before [#hold]. Belongs to its connection's loop.
public final class Answer {
  private static final byte[] NONE = new byte[0];

  /// How many bytes of any content are kept for quoting.
  private static final int EXCERPT = 256;

  private final KeptBytes kept;
  private byte[] bytes = NONE;
  private int from;
  private int to;
  private int prefix;
  private int head;
  private int lineEnd;
  private int status;
  private long size;
  private long wanted;

  public Answer(AnswerMemory memory) {
    this.kept = new KeptBytes(memory);
  }

  /// The next one begins.
  ///
  /// @param contentWanted how many bytes of its content to keep
  public void begin(long contentWanted) {
    wanted = Math.max(contentWanted, EXCERPT);
    clear();
  }

  /// Discards what has arrived: it was an interim answer.
  void clear() {
    kept.clear();
    bytes = NONE;
    from = 0;
    to = 0;
    prefix = 0;
    head = 0;
    lineEnd = 0;
    status = 0;
    size = 0;
  }

  /// What stands before the content and is not looked at.
  void prefix(byte[] source, int start, int end) throws NoMemoryException {
    keep(source, start, end);
    prefix += end - start;
    head = prefix;
  }

  /// What stands before the content and may be searched.
  void head(byte[] source, int start, int end) throws NoMemoryException {
    keep(source, start, end);
    head += end - start;
  }

  void content(byte[] source, int start, int end) throws NoMemoryException {
    long room = Math.clamp(wanted - size, 0, end - start);
    keep(source, start, start + (int) room);
    size += end - start;
  }

  /// The content ends in a newline, which does not count.
  void endsLine() {
    lineEnd = to - from > 1 && bytes[to - 2] == '\r' ? 2 : 1;
  }

  void status(int code) {
    status = code;
  }

  /// Of HTTP; 0 for others.
  int status() {
    return status;
  }

  /// Whether nothing of it is kept.
  public boolean isEmpty() {
    return from == to;
  }

  @SuppressWarnings("ReferenceEquality") // it matters where the bytes lie
  private void keep(byte[] source, int start, int end) throws NoMemoryException {
    if (start == end) {
      return;
    }
    if (from == to) {
      bytes = source;
      from = start;
      to = end;
    } else if (bytes == source && to == start) {
      to = end;
    } else {
      hold();
      kept.append(source, start, end);
      bytes = kept.bytes();
      to = kept.size();
    }
  }

  /// Copies what is needed: the receiving array will be overwritten.
  @SuppressWarnings("ReferenceEquality") // it matters where the bytes lie
  public void hold() throws NoMemoryException {
    if (bytes != kept.bytes() && from < to) {
      kept.append(bytes, from, to);
      bytes = kept.bytes();
      from = 0;
      to = kept.size();
    }
  }

  /// Whether it is these bytes, prefix and line end included.
  boolean is(byte[] expected) {
    return head == prefix
        && prefix + size == expected.length
        && Arrays.equals(expected, 0, expected.length, bytes, from, to);
  }

  /// Whether its content is this.
  boolean contentIs(ByteBuffer expected) {
    return size - lineEnd == expected.remaining()
        && expected.equals(ByteBuffer.wrap(bytes, from + head, expected.remaining()));
  }

  /// Its head and content.
  String text() {
    int start = from + prefix;
    return new String(bytes, start, to - lineEnd - start, StandardCharsets.UTF_8);
  }

  /// Its beginning, for people: of an answer with a head the first line and the content's.
  public String excerpt() {
    if (head == prefix) {
      return Quote.of(bytes, from, to, prefix + size);
    }
    int body = from + head;
    int line = from;
    while (line < body && bytes[line] != '\r' && bytes[line] != '\n') {
      line++;
    }
    String first = Quote.of(bytes, from, line);
    return size == 0 ? first : first + " and " + Quote.of(bytes, body, to, size);
  }
}

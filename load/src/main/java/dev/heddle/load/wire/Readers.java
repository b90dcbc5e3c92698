package dev.heddle.load.wire;

import java.util.function.ToIntFunction;

/// Finds answers by the rules of [WireFormats].
final class Readers {
  private Readers() {}

  /// Up to a newline.
  static final class Line implements AnswerReader {
    @Override
    public void reset() {}

    @Override
    public int read(byte[] bytes, int from, int to, byte[] sent, Answer answer)
        throws NoMemoryException {
      for (int i = from; i < to; i++) {
        if (bytes[i] == '\n') {
          answer.content(bytes, from, i + 1);
          answer.endsLine();
          return i + 1;
        }
      }
      answer.content(bytes, from, to);
      return MORE;
    }
  }

  /// A length before the content.
  static final class LengthPrefixed implements AnswerReader {
    private static final int LARGEST = 1 << 24;

    private final int width;
    private int known;
    private long length;
    private long left;

    LengthPrefixed(int width) {
      this.width = width;
    }

    @Override
    public void reset() {
      known = 0;
      length = 0;
    }

    @Override
    public int read(byte[] bytes, int from, int to, byte[] sent, Answer answer)
        throws MalformedAnswerException, NoMemoryException {
      int at = from;
      for (; known < width && at < to; at++, known++) {
        length = (length << 8) | (bytes[at] & 0xff);
        left = length;
      }
      answer.prefix(bytes, from, at);
      if (known < width) {
        return MORE;
      }
      if (length > LARGEST) {
        throw new MalformedAnswerException("a frame of " + length + " bytes");
      }
      int end = at + (int) Math.min(left, to - at);
      answer.content(bytes, at, end);
      left -= end - at;
      if (left > 0) {
        return MORE;
      }
      reset();
      return end;
    }

    @Override
    public String progress() {
      return known < width
          ? known + " of " + width + " bytes of the length"
          : length - left + " of " + length + " bytes";
    }
  }

  /// So many bytes.
  static final class Counted implements AnswerReader {
    private final ToIntFunction<byte[]> length;
    private int size;
    private int left;

    /// @param length of the answer to a request
    Counted(ToIntFunction<byte[]> length) {
      this.length = length;
    }

    @Override
    public void reset() {
      left = 0;
    }

    @Override
    public int read(byte[] bytes, int from, int to, byte[] sent, Answer answer)
        throws NoMemoryException {
      if (left == 0) {
        size = length.applyAsInt(sent);
        left = size == 0 ? to - from : size; // nothing was ever sent: it answers nothing
      }
      int end = from + Math.min(left, to - from);
      answer.content(bytes, from, end);
      left -= end - from;
      return left > 0 ? MORE : end;
    }

    @Override
    public String progress() {
      return size - left + " of " + size + " bytes";
    }
  }

  /// Whatever comes at once.
  static final class Piece implements AnswerReader {
    @Override
    public void reset() {}

    @Override
    public int read(byte[] bytes, int from, int to, byte[] sent, Answer answer)
        throws NoMemoryException {
      answer.content(bytes, from, to);
      return to;
    }
  }

  /// All there is until something outside of the bytes ends it.
  static final class UntilEnd implements AnswerReader {
    @Override
    public void reset() {}

    @Override
    public int read(byte[] bytes, int from, int to, byte[] sent, Answer answer)
        throws NoMemoryException {
      answer.content(bytes, from, to);
      return MORE;
    }

    @Override
    public boolean endsWithConnection() {
      return true;
    }
  }
}

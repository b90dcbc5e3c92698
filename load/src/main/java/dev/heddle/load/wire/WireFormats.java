package dev.heddle.load.wire;

import java.util.Arrays;

/// The framings that there are, but for HTTP, which is [HttpAnswers].
public final class WireFormats {
  private WireFormats() {}

  /// A line ends in a newline.
  public record Line() implements WireFormat {
    @Override
    public byte[] encode(byte[] payload) {
      if (payload.length > 0 && payload[payload.length - 1] == '\n') {
        return payload;
      }
      byte[] line = Arrays.copyOf(payload, payload.length + 1);
      line[payload.length] = '\n';
      return line;
    }

    @Override
    public AnswerReader reader(AnswerMemory memory) {
      return new Readers.Line();
    }
  }

  /// A length, most significant byte first, and that many bytes.
  ///
  /// @param width the bytes of the length: 1, 2 or 4
  public record LengthPrefixed(int width) implements WireFormat {
    public LengthPrefixed {
      if (width != 1 && width != 2 && width != 4) {
        throw new IllegalArgumentException("length of 1, 2 or 4 bytes, not " + width);
      }
    }

    @Override
    public byte[] encode(byte[] payload) {
      if (width < 4 && payload.length >= 1 << (8 * width)) {
        throw new IllegalArgumentException(
            payload.length + " bytes do not fit behind a length of " + width);
      }
      byte[] frame = new byte[width + payload.length];
      for (int i = 0; i < width; i++) {
        frame[i] = (byte) (payload.length >>> (8 * (width - 1 - i)));
      }
      System.arraycopy(payload, 0, frame, width, payload.length);
      return frame;
    }

    @Override
    public AnswerReader reader(AnswerMemory memory) {
      return new Readers.LengthPrefixed(width);
    }
  }

  /// Each answer has a fixed number of bytes.
  public record Bytes(int count) implements WireFormat {
    public Bytes {
      if (count < 1) {
        throw new IllegalArgumentException("bytes < 1: " + count);
      }
    }

    @Override
    public AnswerReader reader(AnswerMemory memory) {
      return new Readers.Counted(sent -> count);
    }

    @Override
    public boolean findsNextAfterWrong() {
      return false;
    }
  }

  /// Each answer has as many bytes as its request: that of an echo.
  public record AsSent() implements WireFormat {
    @Override
    public AnswerReader reader(AnswerMemory memory) {
      return new Readers.Counted(sent -> sent.length);
    }

    @Override
    public boolean findsNextAfterWrong() {
      return false;
    }
  }

  /// Whatever one read brings is an answer: a datagram, or the `idle:0` of a stream.
  public record Piece() implements WireFormat {
    @Override
    public AnswerReader reader(AnswerMemory memory) {
      return new Readers.Piece();
    }
  }

  /// An answer ends after some time of silence.
  public record Quiet(long quietNanos) implements WireFormat {
    @Override
    public AnswerReader reader(AnswerMemory memory) {
      return new Readers.UntilEnd();
    }
  }

  /// An answer ends with the connection.
  public record UntilClose() implements WireFormat {
    @Override
    public AnswerReader reader(AnswerMemory memory) {
      return new Readers.UntilEnd();
    }
  }
}

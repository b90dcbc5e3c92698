package dev.heddle.load.wire;

import dev.heddle.text.Quote;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Which answers are right. Immutable; any thread may use it.
public sealed interface Expectation {

  /// Whether the answer among `bytes` from `from` to `to` is right.
  ///
  /// @param sent the request, as it went over the wire
  boolean accepts(Framing framing, byte[] sent, byte[] bytes, int from, int to);

  /// What was expected, for an example of an answer that was wrong.
  String text(byte[] sent);

  /// Any answer.
  record Anything() implements Expectation {
    @Override
    public boolean accepts(Framing framing, byte[] sent, byte[] bytes, int from, int to) {
      return true;
    }

    @Override
    public String text(byte[] sent) {
      return "anything";
    }
  }

  /// The request itself.
  record Echo() implements Expectation {
    @Override
    public boolean accepts(Framing framing, byte[] sent, byte[] bytes, int from, int to) {
      return Arrays.equals(sent, 0, sent.length, bytes, from, to);
    }

    @Override
    public String text(byte[] sent) {
      return Quote.of(sent);
    }
  }

  /// An answer in which the pattern is found.
  record Matching(Pattern pattern) implements Expectation {
    @Override
    public boolean accepts(Framing framing, byte[] sent, byte[] bytes, int from, int to) {
      int start = framing.contentFrom(bytes, from, to);
      int end = framing.contentTo(bytes, from, to);
      return pattern.matcher(new String(bytes, start, end - start, StandardCharsets.UTF_8)).find();
    }

    @Override
    public String text(byte[] sent) {
      return "a match of " + pattern;
    }
  }

  /// Exactly these bytes.
  record Exactly(ByteBuffer content) implements Expectation {
    @Override
    public boolean accepts(Framing framing, byte[] sent, byte[] bytes, int from, int to) {
      int start = framing.contentFrom(bytes, from, to);
      int end = framing.contentTo(bytes, from, to);
      return content.equals(ByteBuffer.wrap(bytes, start, end - start));
    }

    @Override
    public String text(byte[] sent) {
      byte[] bytes = new byte[content.remaining()];
      content.duplicate().get(bytes);
      return Quote.of(bytes);
    }
  }

  /// A status of HTTP below 400.
  record HttpSuccess() implements Expectation {
    private static final int STATUS = "HTTP/1.1 ".length();

    @Override
    public boolean accepts(Framing framing, byte[] sent, byte[] bytes, int from, int to) {
      return bytes[from + STATUS] < '4';
    }

    @Override
    public String text(byte[] sent) {
      return "a status below 400";
    }
  }
}

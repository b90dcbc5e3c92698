package dev.heddle.load.wire;

import dev.heddle.text.Quote;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/// Which answers are right. Immutable; any thread may use it.
public sealed interface Expectation {

  /// How many bytes of an answer's content it needs to see.
  default long looksAt(byte[] sent) {
    return 0;
  }

  /// Whether the answer is right.
  ///
  /// @param sent the request, as it went over the wire
  /// @throws MalformedAnswerException if that cannot be found out
  boolean accepts(byte[] sent, Answer answer) throws MalformedAnswerException;

  /// The expectation, for an example of a wrong answer.
  String text(byte[] sent);

  /// Any answer.
  record Anything() implements Expectation {
    @Override
    public boolean accepts(byte[] sent, Answer answer) {
      return true;
    }

    @Override
    public String text(byte[] sent) {
      return "any answer";
    }
  }

  /// The request itself.
  record Echo() implements Expectation {
    @Override
    public long looksAt(byte[] sent) {
      return sent.length;
    }

    @Override
    public boolean accepts(byte[] sent, Answer answer) {
      return answer.is(sent);
    }

    @Override
    public String text(byte[] sent) {
      return Quote.of(sent);
    }
  }

  /// An answer in which the pattern is found; with HTTP, in its head or its body.
  record Matching(Pattern pattern) implements Expectation {
    @Override
    public long looksAt(byte[] sent) {
      return Long.MAX_VALUE;
    }

    @Override
    public boolean accepts(byte[] sent, Answer answer) throws MalformedAnswerException {
      return PatientSearch.finds(pattern, answer.text());
    }

    @Override
    public String text(byte[] sent) {
      return "a match of " + pattern;
    }
  }

  /// Exactly these bytes; with HTTP, as the body.
  record Exactly(ByteBuffer content) implements Expectation {
    private static final int LINE_END = 2;

    @Override
    public long looksAt(byte[] sent) {
      return (long) content.remaining() + LINE_END;
    }

    @Override
    public boolean accepts(byte[] sent, Answer answer) {
      return answer.contentIs(content);
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
    private static final int CLIENT_ERROR = 400;

    @Override
    public boolean accepts(byte[] sent, Answer answer) {
      return answer.status() < CLIENT_ERROR;
    }

    @Override
    public String text(byte[] sent) {
      return "a status below 400";
    }
  }
}

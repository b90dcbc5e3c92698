package dev.heddle.load.wire;

import dev.heddle.text.Quote;

/// Cuts lines out of pieces; a line may be spread over several. The current one lies in [#bytes]
/// from [#from] to [#to], without its end. Belongs to its connection's loop.
final class LineCutter {
  private final KeptBytes begun;
  private byte[] bytes = new byte[0];
  private int from;
  private int to;
  private boolean whole = true;

  LineCutter(AnswerMemory memory) {
    this.begun = new KeptBytes(memory);
  }

  void reset() {
    begun.clear();
    whole = true;
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /// Searches for the end of the line.
  ///
  /// @param most bytes that it may have
  /// @return the index behind it; -1 if it has not arrived yet: then the part that has is
  ///   remembered
  int next(byte[] source, int start, int end, int most)
      throws MalformedAnswerException, NoMemoryException {
    if (whole) {
      begun.clear();
      whole = false;
    }
    int at = start;
    while (at < end && source[at] != '\n') {
      at++;
    }
    if ((long) begun.size() + at - start > most) {
      throw new MalformedAnswerException(
          "a line of more than %,d bytes: %s".formatted(most, Quote.of(source, start, end)));
    }
    whole = at < end;
    if (whole && begun.size() == 0) {
      be(source, start, at);
    } else {
      begun.append(source, start, at);
      be(begun.bytes(), 0, begun.size());
    }
    return whole ? at + 1 : -1;
  }

  private void be(byte[] source, int start, int end) {
    bytes = source;
    from = start;
    to = whole && end > start && source[end - 1] == '\r' ? end - 1 : end;
  }
}

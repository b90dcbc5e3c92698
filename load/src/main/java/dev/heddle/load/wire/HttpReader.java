package dev.heddle.load.wire;

import dev.heddle.text.Quote;

/// Finds the end of HTTP answers: by their length, by chunks, or with the connection. Keeps nothing
/// of a body itself, so a body may be as long as it likes. Belongs to its connection's loop.
final class HttpReader implements AnswerReader {
  private static final int LARGEST_HEAD = 64 * 1024;
  private static final int LONGEST_CHUNK_LINE = 4 * 1024;
  private static final int MOST_INTERIM = 100;

  /// A size that has room for another digit.
  private static final long LARGEST = Long.MAX_VALUE >> 4;

  private static final int SWITCHING_PROTOCOLS = 101;

  private final LineCutter lines;
  private final HttpHead head = new HttpHead();
  private Part part = Part.STATUS_LINE;
  private int headSize;
  private int interim;
  private long body;
  private long left;

  /// The part that follows.
  private enum Part {
    STATUS_LINE,
    FIELD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER,
    REST
  }

  HttpReader(AnswerMemory memory) {
    this.lines = new LineCutter(memory);
  }

  @Override
  public void reset() {
    lines.reset();
    begin();
  }

  private void begin() {
    part = Part.STATUS_LINE;
    headSize = 0;
    interim = 0;
    body = 0;
    left = 0;
  }

  @Override
  public int read(byte[] bytes, int from, int to, byte[] sent, Answer answer)
      throws MalformedAnswerException, NoMemoryException {
    int at = from;
    while (at < to) {
      switch (part) {
        case REST -> {
          content(bytes, at, to, answer);
          return MORE;
        }
        case BODY, CHUNK -> {
          int end = at + (int) Math.min(left, to - at);
          content(bytes, at, end, answer);
          left -= end - at;
          at = end;
          if (left == 0 && part == Part.BODY) {
            begin();
            return at;
          }
          part = left == 0 ? Part.CHUNK_END : part;
        }
        default -> {
          int next = lines.next(bytes, at, to, longestLine());
          int end = next < 0 ? to : next;
          countHead(bytes, at, end, answer);
          if (next < 0) {
            requireSense();
            return MORE;
          }
          at = next;
          if (isOver(answer)) {
            begin();
            return at;
          }
        }
      }
    }
    return MORE;
  }

  private void content(byte[] bytes, int from, int to, Answer answer) throws NoMemoryException {
    answer.content(bytes, from, to);
    body += to - from;
  }

  private int longestLine() {
    return part == Part.CHUNK_SIZE || part == Part.CHUNK_END ? LONGEST_CHUNK_LINE : LARGEST_HEAD;
  }

  private void countHead(byte[] bytes, int from, int to, Answer answer)
      throws MalformedAnswerException, NoMemoryException {
    if (part == Part.CHUNK_SIZE || part == Part.CHUNK_END) {
      return;
    }
    headSize += to - from;
    if (headSize > LARGEST_HEAD) {
      throw new MalformedAnswerException("a head of more than %,d bytes".formatted(LARGEST_HEAD));
    }
    if (part != Part.TRAILER) {
      answer.head(bytes, from, to);
    }
  }

  /// Refuses early what will make no line of its kind.
  private void requireSense() throws MalformedAnswerException {
    if (part == Part.STATUS_LINE) {
      HttpHead.requireBeginning(lines.bytes(), lines.from(), lines.to());
    }
  }

  /// Whether this line is the answer's last.
  private boolean isOver(Answer answer) throws MalformedAnswerException {
    byte[] bytes = lines.bytes();
    int from = lines.from();
    int to = lines.to();
    switch (part) {
      case STATUS_LINE -> {
        head.statusLine(bytes, from, to);
        part = Part.FIELD;
      }
      case FIELD -> {
        if (from == to) {
          return isOverAfterHead(answer);
        }
        head.fieldLine(bytes, from, to);
      }
      case CHUNK_SIZE -> {
        left = chunkSize(bytes, from, to);
        part = left == 0 ? Part.TRAILER : Part.CHUNK;
      }
      case CHUNK_END -> {
        if (from < to) {
          throw new MalformedAnswerException(
              "a chunk that is longer than its size says: " + Quote.of(bytes, from, to));
        }
        part = Part.CHUNK_SIZE;
      }
      case TRAILER -> {
        return from == to;
      }
      case BODY, CHUNK, REST -> throw new IllegalStateException(part + " has no lines");
    }
    return false;
  }

  private boolean isOverAfterHead(Answer answer) throws MalformedAnswerException {
    headSize = 0;
    if (head.status() < 200) {
      passInterim(answer);
      return false;
    }
    answer.status(head.status());
    left = head.length();
    if (!head.hasBody() || (left == 0 && !head.isChunked())) {
      return true;
    }
    part = head.isChunked() ? Part.CHUNK_SIZE : left > 0 ? Part.BODY : Part.REST;
    return false;
  }

  /// 103 and other interim answers precede the answer (RFC 9110 §15.2).
  private void passInterim(Answer answer) throws MalformedAnswerException {
    if (head.status() == SWITCHING_PROTOCOLS) {
      throw new MalformedAnswerException("a change of protocol that was not requested (101)");
    }
    if (++interim > MOST_INTERIM) {
      throw new MalformedAnswerException(
          "more than " + MOST_INTERIM + " interim answers, the last with status " + head.status());
    }
    answer.clear();
    part = Part.STATUS_LINE;
  }

  private static long chunkSize(byte[] bytes, int from, int to) throws MalformedAnswerException {
    long size = 0;
    int at = from;
    for (int digit; at < to && (digit = Character.digit(bytes[at] & 0xff, 16)) >= 0; at++) {
      if (size > LARGEST) {
        throw new MalformedAnswerException("a chunk size of " + Quote.of(bytes, from, to));
      }
      size = (size << 4) | digit;
    }
    boolean none = at == from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    if (none || (at < to && bytes[at] != ';')) {
      throw new MalformedAnswerException("a chunk size of " + Quote.of(bytes, from, to));
    }
    return size;
  }

  /// An answer without a length ends with its connection.
  @Override
  public boolean endsWithConnection() {
    return part == Part.REST;
  }

  @Override
  public boolean closesAfter() {
    return head.closes();
  }

  @Override
  public String progress() {
    return switch (part) {
      case STATUS_LINE ->
          interim == 0 ? "" : interim == 1 ? "an interim answer" : interim + " interim answers";
      case FIELD -> "a part of the head";
      case BODY -> body + " of " + (body + left) + " bytes of the body";
      case CHUNK_SIZE, CHUNK, CHUNK_END, TRAILER -> body + " bytes of the body, and no last chunk";
      case REST -> "";
    };
  }
}

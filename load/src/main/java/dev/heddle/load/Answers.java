package dev.heddle.load;

import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.wire.Expectation;
import dev.heddle.load.wire.Framing;
import dev.heddle.load.wire.MalformedAnswerException;
import dev.heddle.text.Quote;
import java.io.IOException;
import java.util.Arrays;

/// Cuts what comes on one connection into answers, gives each to the request that it belongs to,
/// and counts it. Belongs to its lane's loop.
final class Answers {
  private static final byte[] NONE = new byte[0];

  /// Answers longer than this are refused: they would have to be kept whole.
  private static final int LARGEST = 128 * 1024 * 1024;

  private final Framing framing;
  private final Expectation expectation;
  private final long timeoutNanos;
  private final Flight flight;
  private byte[] part = NONE;
  private int partSize;
  private boolean closing;
  private long right;

  Answers(Workload workload, Flight flight) {
    this.framing = workload.framing();
    this.expectation = workload.expectation();
    this.timeoutNanos = workload.timeout().toNanos();
    this.flight = flight;
  }

  /// Whether an answer has begun and not ended.
  boolean hasPart() {
    return partSize > 0;
  }

  /// How many were right.
  long right() {
    return right;
  }

  /// Whether the server is about to close the connection.
  boolean closing() {
    return closing;
  }

  /// A new connection begins.
  void reset() {
    part = NONE;
    partSize = 0;
    closing = false;
  }

  /// Some bytes have come.
  ///
  /// @throws MalformedAnswerException if the next answer cannot be found
  void received(byte[] bytes, int count, long now, Tally tally) throws IOException {
    if (partSize == 0) {
      int rest = take(bytes, 0, count, 0, now, tally);
      keep(bytes, rest, count);
      return;
    }
    int seen = partSize;
    keep(bytes, 0, count);
    int rest = take(part, 0, partSize, seen, now, tally);
    if (rest > 0) {
      System.arraycopy(part, rest, part, 0, partSize - rest);
      partSize -= rest;
    }
  }

  /// Nothing has come for so long that the answer is over.
  void quiet(long now, Tally tally) throws IOException {
    int size = partSize;
    partSize = 0;
    answer(part, 0, size, now, tally);
  }

  /// The connection has ended.
  void ended(long now, Tally tally) throws IOException {
    if (partSize > 0 && framing.endsWithConnection(part, 0, partSize)) {
      quiet(now, tally);
    }
  }

  /// @return the place behind the last whole answer
  private int take(byte[] bytes, int from, int to, int seen, long now, Tally tally)
      throws IOException {
    int start = from;
    int known = Math.max(start, seen);
    while (start < to) {
      int end = framing.end(bytes, start, to, known, flight.request());
      if (end < 0) {
        break;
      }
      answer(bytes, start, end, now, tally);
      start = end;
      known = end;
    }
    return start;
  }

  private void keep(byte[] bytes, int from, int to) throws MalformedAnswerException {
    int count = to - from;
    if (count == 0) {
      return;
    }
    if (partSize > LARGEST - count) {
      throw new MalformedAnswerException("an answer of more than " + LARGEST + " bytes");
    }
    if (part.length - partSize < count) {
      part = Arrays.copyOf(part, Math.max(partSize + count, 2 * part.length));
    }
    System.arraycopy(bytes, from, part, partSize, count);
    partSize += count;
  }

  private void answer(byte[] bytes, int from, int to, long now, Tally tally) throws IOException {
    if (flight.isEmpty()) {
      surplus(bytes, from, to, now, tally);
    } else if (expectation.accepts(framing, flight.request(), bytes, from, to)) {
      right(now, tally);
    } else if (repeatsLast(bytes, from, to)) {
      surplus(bytes, from, to, now, tally);
    } else {
      wrong(bytes, from, to, now, tally);
    }
    closing |= framing.closesAfter(bytes, from, to);
  }

  private void right(long now, Tally tally) {
    long intended = flight.intended();
    long sent = flight.sent();
    flight.remove();
    right++;
    if (now - sent <= timeoutNanos) {
      tally.answered(intended, sent, now);
    } else {
      tally.late(intended, sent, now, "answered after " + (now - sent) / 1_000_000 + " ms");
    }
  }

  /// Whether the last request is answered once more: with an echo, that can be told.
  private boolean repeatsLast(byte[] bytes, int from, int to) {
    return expectation instanceof Expectation.Echo
        && expectation.accepts(framing, flight.lastAnswered(), bytes, from, to);
  }

  private static void surplus(byte[] bytes, int from, int to, long now, Tally tally) {
    String example =
        tally.wantsExample(ErrorKind.SURPLUS) ? "not asked for: " + Quote.of(bytes, from, to) : "";
    tally.error(ErrorKind.SURPLUS, now, example);
  }

  private void wrong(byte[] bytes, int from, int to, long now, Tally tally) throws IOException {
    byte[] request = flight.request();
    flight.remove();
    String example =
        tally.wantsExample(ErrorKind.WRONG)
            ? "expected " + expectation.text(request) + ", got " + Quote.of(bytes, from, to)
            : "";
    tally.error(ErrorKind.WRONG, now, example);
    if (!framing.findsNextAfterWrong()) {
      throw new LostTrackException();
    }
  }

  /// After a wrong answer, nobody can say where the next one begins. The wrong one has been
  /// counted.
  static final class LostTrackException extends IOException {
    private static final long serialVersionUID = 1;

    LostTrackException() {
      super("no telling where the next answer begins");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this; // it may come once a request
    }
  }
}

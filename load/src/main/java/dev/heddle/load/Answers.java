package dev.heddle.load;

import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.wire.Answer;
import dev.heddle.load.wire.AnswerMemory;
import dev.heddle.load.wire.AnswerReader;
import dev.heddle.load.wire.Expectation;
import dev.heddle.text.Durations;
import java.io.IOException;

/// Splits the bytes of one connection into answers, matches each with its request, and counts it.
/// Belongs to its lane's loop.
final class Answers {
  private final AnswerReader reader;
  private final Answer answer;
  private final boolean findsNextAfterWrong;
  private final Expectation expectation;
  private final long timeoutNanos;
  private final Flight flight;
  private boolean begun;
  private boolean closing;
  private long right;

  Answers(Workload workload, Flight flight, AnswerMemory memory) {
    this.reader = workload.framing().reader(memory);
    this.answer = new Answer(memory);
    this.findsNextAfterWrong = workload.framing().findsNextAfterWrong();
    this.expectation = workload.expectation();
    this.timeoutNanos = workload.timeout().toNanos();
    this.flight = flight;
  }

  /// Whether an answer has begun and not ended.
  boolean hasPart() {
    return begun;
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
    reader.reset();
    answer.begin(0);
    begun = false;
    closing = false;
  }

  /// Some bytes have come, or an empty datagram.
  ///
  /// @throws dev.heddle.load.wire.MalformedAnswerException if the next answer cannot be found
  void received(byte[] bytes, int count, long now, Tally tally) throws IOException {
    int at = 0;
    do {
      if (!begun) {
        answer.begin(contentWanted());
        begun = true;
      }
      at = reader.read(bytes, at, count, flight.request(), answer);
      if (at < 0) {
        answer.hold();
        return;
      }
      answered(now, tally);
    } while (at < count);
  }

  /// An echo may be that of the request before.
  private long contentWanted() {
    return Math.max(
        expectation.looksAt(flight.request()), expectation.looksAt(flight.lastAnswered()));
  }

  /// The silence has lasted long enough to end the answer.
  void quiet(long now, Tally tally) throws IOException {
    reader.reset();
    answered(now, tally);
  }

  /// The connection has ended.
  void ended(long now, Tally tally) throws IOException {
    if (begun && reader.endsWithConnection()) {
      quiet(now, tally);
    }
  }

  /// The expected and the actual answer to the oldest request, for people.
  String owed() {
    return expected() + ", got " + (begun ? "only " + soFar() : "nothing");
  }

  private String soFar() {
    String progress = reader.progress();
    if (progress.isEmpty()) {
      return answer.excerpt();
    }
    return answer.isEmpty() ? progress : answer.excerpt() + " (" + progress + ")";
  }

  /// What the oldest request was to get, for people.
  String expected() {
    return "expected " + expectation.text(flight.request());
  }

  private void answered(long now, Tally tally) throws IOException {
    begun = false;
    closing |= reader.closesAfter();
    if (flight.isEmpty()) {
      surplus(now, tally);
    } else if (expectation.accepts(flight.request(), answer)) {
      right(now, tally);
    } else if (repeatsLast()) {
      surplus(now, tally);
    } else {
      wrong(now, tally);
    }
  }

  private void right(long now, Tally tally) {
    long intended = flight.intended();
    long sent = flight.sent();
    flight.remove();
    right++;
    if (now - sent <= timeoutNanos) {
      tally.answered(intended, sent, now);
    } else {
      tally.late(intended, sent, now, "answered after " + Durations.text(now - sent));
    }
  }

  /// Whether this answers the last request a second time: an echo shows that.
  private boolean repeatsLast() throws IOException {
    return expectation instanceof Expectation.Echo
        && expectation.accepts(flight.lastAnswered(), answer);
  }

  private void surplus(long now, Tally tally) {
    String example =
        tally.wantsExample(ErrorKind.SURPLUS) ? "not asked for: " + answer.excerpt() : "";
    tally.error(ErrorKind.SURPLUS, now, example);
  }

  private void wrong(long now, Tally tally) throws IOException {
    String example =
        tally.wantsExample(ErrorKind.WRONG) ? expected() + ", got " + answer.excerpt() : "";
    flight.remove();
    tally.error(ErrorKind.WRONG, now, example);
    if (!findsNextAfterWrong) {
      throw new LostTrackException();
    }
  }

  /// After a wrong answer, the start of the next one is unknown. The wrong one has been counted.
  static final class LostTrackException extends IOException {
    private static final long serialVersionUID = 1;

    LostTrackException() {
      super("the start of the next answer is unknown");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this; // it may come once a request
    }
  }
}

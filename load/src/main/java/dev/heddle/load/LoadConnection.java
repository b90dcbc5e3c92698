package dev.heddle.load;

import dev.heddle.ConnectionBrokenException;
import dev.heddle.load.stats.ErrorKind;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.wire.AnswerMemory;
import dev.heddle.load.wire.MalformedAnswerException;
import dev.heddle.load.wire.Requests;
import dev.heddle.text.Durations;
import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One connection of the load at a time, with its requests in flight: opens it, sends, receives,
/// and classifies errors. Belongs to its lane's loop.
final class LoadConnection {
  private static final long FAREWELL_NANOS = 100_000_000;

  final Flight flight;

  private final Opening opening;
  private final Requests requests;
  private final ByteBuffer scratch;
  private final int number;
  private final Answers answers;
  private final long quietNanos;
  private final long patienceNanos;
  private @Nullable Wire wire;
  private long requestCount;
  private long lastReceived;
  private long now;
  private boolean givenUp;

  /// How a connection is made.
  interface Opening {
    /// Parks until it is there.
    Wire open() throws IOException;

    /// The connection that was opened last has turned out to have no peer.
    void leadsNowhere();
  }

  /// @param scratch memory for what is received; all connections of the loop may share it, since
  ///   none parks between receiving and parsing
  /// @param number of the connection among all of its target, from 0
  /// @param memory for answers that are not complete; shared by all on the loop, too
  LoadConnection(
      Workload workload,
      Opening opening,
      Requests requests,
      byte[] scratch,
      AnswerMemory memory,
      int number) {
    this.opening = opening;
    this.requests = requests;
    this.scratch = ByteBuffer.wrap(scratch);
    this.number = number;
    this.flight = new Flight(workload.pipeline());
    this.answers = new Answers(workload, flight, memory);
    this.quietNanos = workload.framing().quietNanos();
    this.patienceNanos = 2 * workload.timeout().toNanos();
  }

  boolean isOpen() {
    return wire != null;
  }

  /// How many answers were right, ever.
  long answered() {
    return answers.right();
  }

  /// When [#receive] returned last.
  long now() {
    return now;
  }

  /// Opens the connection, unless it is open.
  ///
  /// @return false if it could not be; that has been counted
  boolean open(Tally tally) {
    if (wire != null) {
      return true;
    }
    try {
      wire = opening.open();
      answers.reset();
      flight.clear();
      givenUp = false;
      return true;
    } catch (IOException e) {
      tally.error(kindOfConnectError(e), System.nanoTime(), message(e));
      return false;
    }
  }

  /// Sends the next request.
  ///
  /// @param intended when that was due
  void send(long intended, long now, Tally tally) throws IOException {
    byte[] request = requests.next(number, requestCount++, flight.used());
    flight.add(request, intended, now);
    tally.countSent();
    required().write(request);
  }

  void flush() throws IOException {
    required().flush();
  }

  /// Waits for something and counts the answers in it. The connection may be closed afterwards, if
  /// that is what the server did or is about to do.
  void receive(Tally tally) throws IOException {
    Wire open = required();
    int count;
    try {
      count = open.read(scratch.clear(), answers.hasPart() ? quietNanos : 0);
    } catch (SocketTimeoutException e) {
      answers.quiet(lastReceived, tally);
      now = System.nanoTime();
      return;
    }
    lastReceived = System.nanoTime();
    now = lastReceived;
    if (count < 0) {
      ended(tally);
    } else {
      answers.received(scratch.array(), count, lastReceived, tally);
      if (answers.closing() && flight.isEmpty()) {
        closeInOrder();
      }
    }
  }

  private void ended(Tally tally) throws IOException {
    answers.ended(lastReceived, tally);
    for (; !flight.isEmpty(); flight.remove()) {
      String example =
          tally.wantsExample(ErrorKind.MISSING)
              ? answers.owed() + ": the server closed the connection"
              : "";
      tally.error(ErrorKind.MISSING, lastReceived, example);
    }
    closeInOrder();
  }

  /// Closes, and waits a moment for the server to do the same.
  void closeInOrder() throws IOException {
    Wire open = wire;
    if (open != null) {
      wire = null;
      open.close();
    }
  }

  /// An exchange on the connection has failed: counts that, and closes.
  void lost(IOException cause, Tally tally) {
    long now = System.nanoTime();
    switch (cause) {
      case Answers.LostTrackException counted -> flight.clear();
      case MalformedAnswerException malformed -> {
        countMalformed(message(malformed), now, tally);
        flight.clear();
      }
      default -> countLost(cause, now, tally);
    }
    abort();
  }

  private void countMalformed(String message, long now, Tally tally) {
    if (flight.isEmpty()) {
      tally.error(ErrorKind.SURPLUS, now, "not asked for: " + message);
    } else {
      tally.error(ErrorKind.WRONG, now, answers.expected() + ", got " + message);
    }
  }

  private void countLost(IOException cause, long now, Tally tally) {
    ErrorKind kind = givenUp ? ErrorKind.TIMED_OUT : kindOfLoss(cause);
    if (kind == ErrorKind.REFUSED) {
      opening.leadsNowhere();
    }
    String reason = givenUp ? "timed out after " + Durations.text(patienceNanos) : message(cause);
    String example = flight.isEmpty() ? reason : answers.owed() + ": " + reason;
    do {
      tally.error(kind, now, example);
      if (!flight.isEmpty()) {
        flight.remove();
      }
    } while (!flight.isEmpty());
  }

  private void abort() {
    Wire open = wire;
    if (open != null) {
      wire = null;
      open.abort();
    }
  }

  /// Ends the wait for an answer that has taken too long.
  void giveUpIfOverdue(long now) {
    Wire waiting = wire;
    if (waiting != null && !flight.isEmpty() && now - flight.sent() > patienceNanos) {
      givenUp = true;
      waiting.abort();
    }
  }

  /// Closes for good. What still comes was not asked for, and is waited for a moment.
  void bidFarewell(Tally tally) {
    Wire open = wire;
    if (open == null) {
      return;
    }
    wire = null;
    try {
      open.closeOutput();
      long end = System.nanoTime() + FAREWELL_NANOS;
      int count = 0;
      for (long left; count >= 0 && (left = end - System.nanoTime()) > 0; ) {
        count = open.read(scratch.clear(), left);
        if (count > 0) {
          answers.received(scratch.array(), count, System.nanoTime(), tally);
        }
      }
    } catch (MalformedAnswerException e) {
      countMalformed(message(e), System.nanoTime(), tally);
    } catch (IOException e) {
      // Nothing more comes.
    } finally {
      open.abort();
    }
  }

  private Wire required() throws IOException {
    Wire open = wire;
    if (open == null) {
      throw new IOException("the connection is closed");
    }
    return open;
  }

  private static ErrorKind kindOfConnectError(IOException e) {
    String message = message(e);
    return switch (e) {
      case SocketTimeoutException timeout -> ErrorKind.TIMED_OUT;
      case ConnectException refused when message.contains("refused") -> ErrorKind.REFUSED;
      case ConnectException reset when message.contains("reset") -> ErrorKind.RESET;
      default -> ErrorKind.FAILED;
    };
  }

  private static ErrorKind kindOfLoss(IOException e) {
    return switch (e) {
      case ConnectionBrokenException broken -> ErrorKind.RESET;
      case PortUnreachableException nobody -> ErrorKind.REFUSED;
      default -> ErrorKind.FAILED;
    };
  }

  private static String message(IOException e) {
    String message = e.getMessage();
    if (e instanceof PortUnreachableException) {
      return "the port is unreachable"; // the JDK says nothing more
    }
    return message == null ? e.getClass().getSimpleName() : message;
  }
}

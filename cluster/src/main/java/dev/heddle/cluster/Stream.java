package dev.heddle.cluster;

import static java.util.Objects.requireNonNull;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamState;
import io.nats.client.impl.Headers;
import io.nats.client.support.NatsJetStreamConstants;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A stream of JetStream: what is stored in it, and a way to add to it. All reading is done by the
/// stream's leader. Thread-safe; each request waits for the servers, for [#PATIENCE] at the most.
final class Stream implements StreamMessages {
  /// How long an answer may take. A request that is not answered can be sent again: see [#publish].
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final System.Logger LOG = System.getLogger("dev.heddle.cluster");
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final int NOT_FOUND = 10037;
  private static final int STREAM_NOT_FOUND = 10059;
  private static final int WRONG_LAST_SEQUENCE = 10071;

  /// The same, where the message that came first is not stored on enough servers yet (nats-server
  /// 2.11 and newer).
  private static final int WRONG_LAST_SEQUENCE_UNDER_WAY = 10164;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final Connection connection;
  private final JetStreamManagement management;
  private final String name;
  private final String prefix;
  private final ServerSilence ofReads = new ServerSilence();
  private final ServerSilence ofWrites = new ServerSilence();

  /// @param prefix what its subjects begin with, a dot at the end included; one token follows
  Stream(Connection connection, String name, String prefix) throws IOException {
    this.connection = connection;
    this.management =
        connection.jetStreamManagement(JetStreamOptions.builder().requestTimeout(PATIENCE).build());
    this.name = name;
    this.prefix = prefix;
  }

  /// A stored message.
  ///
  /// @param sequence its number in the stream
  /// @param body shared, and never changed
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stored(String subject, long sequence, byte[] body) {}

  /// What became of a message that was to be stored.
  sealed interface Outcome {
    /// It is stored.
    record Stored(long sequence) implements Outcome {}

    /// It is not stored: another message of its subject came first, perhaps this one by an earlier
    /// attempt. That other one may still be under way.
    record Outrun() implements Outcome {}

    /// It cannot be stored, whenever it is tried.
    record Refused(String reason) implements Outcome {}

    /// It may be stored, now or later.
    record Unknown(String reason) implements Outcome {}
  }

  @Override
  public String name() {
    return name;
  }

  /// The subject of one token.
  String subject(String token) {
    return prefix + token;
  }

  /// The token of a subject.
  String token(String subject) {
    return subject.substring(prefix.length());
  }

  /// All subjects.
  String subjects() {
    return prefix + '*';
  }

  Connection connection() {
    return connection;
  }

  @Override
  public boolean isReadable() {
    return !ofReads.isLong(System.nanoTime());
  }

  @Override
  public boolean isWritable() {
    return !ofWrites.isLong(System.nanoTime());
  }

  @Override
  public Outcome publish(String subject, byte[] body) throws InterruptedException {
    return publish(subject, new Headers(), body);
  }

  @Override
  public Outcome publish(String subject, long expected, byte[] body) throws InterruptedException {
    var headers = new Headers();
    headers.put(NatsJetStreamConstants.EXPECTED_LAST_SUB_SEQ_HDR, Long.toString(expected));
    return publish(subject, headers, body);
  }

  private Outcome publish(String subject, Headers headers, byte[] body)
      throws InterruptedException {
    Outcome outcome = outcome(subject, headers, body);
    ofWrites.heard(!(outcome instanceof Outcome.Unknown), System.nanoTime());
    return outcome;
  }

  private Outcome outcome(String subject, Headers headers, byte[] body)
      throws InterruptedException {
    try {
      Message answer =
          connection
              .requestWithTimeout(subject, headers, body, PATIENCE)
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return new Outcome.Stored(new PublishAck(answer).getSeqno());
    } catch (JetStreamApiException e) {
      return refusal(e);
    } catch (IOException
        | ExecutionException
        | TimeoutException
        | IllegalStateException e) { // cancelled or closed, or its queue is full
      LOG.log(Level.DEBUG, "{0}: no outcome of a message: {1}", subject, e);
      return new Outcome.Unknown(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return new Outcome.Refused(String.valueOf(e.getMessage())); // larger than the server takes
    }
  }

  private static Outcome refusal(JetStreamApiException e) {
    return switch (e.getApiErrorCode()) {
      case WRONG_LAST_SEQUENCE, WRONG_LAST_SEQUENCE_UNDER_WAY -> new Outcome.Outrun();
      default ->
          isPassing(e)
              ? new Outcome.Unknown(String.valueOf(e.getMessage()))
              : new Outcome.Refused(String.valueOf(e.getMessage()));
    };
  }

  /// No leader at present, no room, too much to do, …
  static boolean isPassing(JetStreamApiException e) {
    return e.getErrorCode() == UNAVAILABLE || e.getErrorCode() == TOO_MANY_REQUESTS;
  }

  @Override
  public long lastSequence() throws IOException {
    return state().getLastSequence();
  }

  @Override
  public long firstSequence() throws IOException {
    return state().getFirstSequence();
  }

  /// A server that has begun to lead a stream says for a moment that there is none: so when several
  /// nodes make it at once.
  private StreamState state() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return management.getStreamInfo(name).getStreamState();
      } catch (JetStreamApiException e) {
        if (e.getApiErrorCode() != STREAM_NOT_FOUND || System.nanoTime() > deadline) {
          throw new IOException(e.getMessage(), e);
        }
      } catch (IllegalStateException e) {
        throw new IOException("connection closed", e);
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public @Nullable Stored last(String subject) throws IOException {
    return get(() -> management.getLastMessage(name, subject));
  }

  @Override
  public @Nullable Stored next(String subject, long sequence) throws IOException {
    return get(() -> management.getNextMessage(name, Math.max(sequence, 1), subject));
  }

  private interface Request {
    MessageInfo send() throws IOException, JetStreamApiException;
  }

  private @Nullable Stored get(Request request) throws IOException {
    boolean isAnswered = false;
    try {
      MessageInfo info = request.send();
      isAnswered = true;
      byte[] body = info.getData(); // null if it is empty
      return new Stored(
          requireNonNull(info.getSubject()), info.getSeq(), body == null ? new byte[0] : body);
    } catch (JetStreamApiException e) {
      isAnswered = !isPassing(e);
      if (e.getApiErrorCode() == NOT_FOUND) {
        return null;
      }
      throw new IOException(e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw new IOException("connection closed", e);
    } finally {
      ofReads.heard(isAnswered, System.nanoTime());
    }
  }

  /// An interruption as an error of input and output; the thread stays interrupted.
  static InterruptedIOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    var interrupted = new InterruptedIOException("interrupted");
    interrupted.initCause(e);
    return interrupted;
  }
}

package dev.heddle.tls;

import dev.heddle.HandshakeFailure;
import dev.heddle.text.Durations;
import dev.heddle.text.Quote;
import dev.heddle.transport.ReadBuffer;
import dev.heddle.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;

/// The handshake of one connection: flights of messages, each computed in one step and then sent by
/// the connection's own thread, to which this belongs. Steps that take long are computed on
/// [HandshakeThreads].
final class Handshake {
  private static final int QUOTED = 40;

  private final Transport wire;
  private final TlsEngine engine;
  private final ReadBuffer received;
  private final Flights flights;
  private final Duration timeout;
  private final Alarm alarm;
  private final Supplier<byte @Nullable []> plainTextAnswer;
  private boolean begun;
  private boolean plainText;

  /// Waits for what the peer sends.
  @FunctionalInterface
  interface Flights {
    /// @return what [Transport#read] does
    int receive(long timeoutNanos) throws IOException;
  }

  /// @param received gets what arrives; holds afterwards what belongs to the stream
  /// @param flights receives into it
  /// @param alarm ends the wait for a peer that does not read
  /// @param plainTextAnswer gives what a peer is sent that speaks plain text, or null for nothing
  Handshake(
      Transport wire,
      TlsEngine engine,
      ReadBuffer received,
      Flights flights,
      Duration timeout,
      Alarm alarm,
      Supplier<byte @Nullable []> plainTextAnswer) {
    this.wire = wire;
    this.engine = engine;
    this.received = received;
    this.flights = flights;
    this.timeout = timeout;
    this.alarm = alarm;
    this.plainTextAnswer = plainTextAnswer;
  }

  /// What a step has come to.
  ///
  /// @param flight what is to be sent
  /// @param done whether the handshake is over
  /// @param failure why it has failed; null if it has not
  private record Step(ByteBuffer flight, boolean done, @Nullable SSLException failure) {}

  /// @throws SSLException if the two do not agree; the peer has been sent the alert that says so
  /// @throws SocketTimeoutException if it takes too long
  /// @throws EOFException if the peer ends the connection
  void run() throws IOException {
    long deadline = System.nanoTime() + Durations.nanos(timeout);
    Step step;
    do {
      rejectPlainText(deadline);
      step = engine.nextIsLight() ? step() : HandshakeThreads.run(this::step);
      send(step, deadline);
      if (step.failure != null) {
        throw step.failure;
      }
      if (!step.done) {
        receive(deadline);
      }
    } while (!step.done);
  }

  private void rejectPlainText(long deadline) throws IOException {
    if (!begun && TlsRecord.isPlainText(received)) {
      plainText = true;
      byte[] first = received.take(Math.min(received.size(), QUOTED));
      var failure = new SSLProtocolException("the peer sent plain text: " + Quote.of(first));
      byte[] answer = plainTextAnswer.get();
      if (answer != null) {
        send(new Step(ByteBuffer.wrap(answer), false, failure), deadline);
      }
      throw failure;
    }
    begun |= !received.isEmpty();
  }

  private void send(Step step, long deadline) throws IOException {
    if (!step.flight.hasRemaining()) {
      return;
    }
    Runnable cancel = alarm.once(deadline - System.nanoTime(), wire::close);
    try {
      wire.write(step.flight);
    } catch (IOException e) {
      IOException cause = System.nanoTime() - deadline >= 0 ? timedOut() : e;
      if (step.failure == null) {
        throw cause;
      }
      step.failure.addSuppressed(cause); // the peer does not even take the alert
    } finally {
      cancel.run();
    }
  }

  private SocketTimeoutException timedOut() {
    return new SocketTimeoutException("not done within " + Durations.text(timeout));
  }

  private void receive(long deadline) throws IOException {
    long left = deadline - System.nanoTime();
    int count = left <= 0 ? Transport.TIMED_OUT : flights.receive(left);
    switch (count) {
      case Transport.TIMED_OUT -> throw timedOut();
      case Transport.END -> throw new EOFException("the peer ended the connection");
      case Transport.WOKEN -> throw new EOFException("reading has ended");
      default -> {}
    }
  }

  /// Works until the peer's next messages are needed. Never throws an [SSLException]: what is to be
  /// sent includes the alert.
  private Step step() {
    var flight = new ByteArrayOutputStream(0);
    SSLException failure = null;
    boolean done = false;
    try {
      done = engine.shakeHands(received, flight);
    } catch (SSLException e) {
      failure = e;
    }
    return new Step(ByteBuffer.wrap(flight.toByteArray()), done, failure);
  }

  /// Why it has failed.
  HandshakeFailure failure(Exception cause) {
    if (plainText) {
      return HandshakeFailure.PLAIN_TEXT;
    }
    return switch (cause) {
      case SocketTimeoutException late -> HandshakeFailure.TIMED_OUT;
      case SSLException alert when isAlert(alert) -> HandshakeFailure.REJECTED_BY_PEER;
      case IOException broken when !(broken instanceof SSLException) -> HandshakeFailure.CLOSED;
      default -> HandshakeFailure.REJECTED;
    };
  }

  /// The JDK has no type for this.
  private static boolean isAlert(SSLException cause) {
    String message = cause.getMessage();
    return message != null && message.contains("Received fatal alert");
  }
}

package dev.heddle.tls;

import dev.heddle.TlsSession;
import dev.heddle.transport.ReadBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import javax.net.ssl.SSLSession;

/// The JDK's engine. Thread-safe as [TlsEngine] says: the `SSLEngine` has locks of its own.
final class JdkEngine implements TlsEngine {
  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final boolean checksPeer;
  private boolean begun;
  private boolean owesReply;

  /// @param engine has not begun its handshake
  /// @param checksPeer whether the peer may have to show a certificate
  JdkEngine(SSLEngine engine, boolean checksPeer) {
    this.engine = engine;
    this.checksPeer = checksPeer;
  }

  @Override
  public boolean shakeHands(ReadBuffer received, ByteArrayOutputStream flight) throws SSLException {
    if (!begun) {
      begun = true;
      engine.beginHandshake();
    }
    boolean done;
    try {
      done = advance(received, flight);
    } catch (SSLException e) {
      addAlert(flight, e);
      throw e;
    }
    wrap(flight);
    return done;
  }

  /// A server has agreed on a key when it has a session that is being made.
  @Override
  public boolean nextIsLight() {
    if (checksPeer || !begun) {
      return false;
    }
    SSLSession beingMade = engine.getHandshakeSession();
    return beingMade != null && beingMade.getProtocol().equals("TLSv1.3");
  }

  private void addAlert(ByteArrayOutputStream flight, SSLException failure) {
    try {
      wrap(flight);
    } catch (SSLException e) {
      failure.addSuppressed(e);
    }
  }

  private boolean advance(ReadBuffer received, ByteArrayOutputStream flight) throws SSLException {
    while (true) {
      HandshakeStatus status = engine.getHandshakeStatus();
      switch (status) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> {
          if (!wrap(flight)) {
            throw new SSLProtocolException("the handshake was ended");
          }
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!unwrap(received)) {
            return false;
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          return true;
        }
      }
    }
  }

  private void runTasks() {
    for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
      task.run();
    }
  }

  /// @return false if it needs bytes that have not come
  private boolean unwrap(ReadBuffer received) throws SSLException {
    var source = ByteBuffer.wrap(received.array(), received.offset(), received.size());
    SSLEngineResult result = engine.unwrap(source, NONE.duplicate());
    received.skip(result.bytesConsumed());
    if (result.getStatus() == Status.CLOSED) {
      throw new SSLProtocolException("the peer ended the handshake");
    }
    return result.getStatus() == Status.OK;
  }

  /// Appends what the engine has to say.
  ///
  /// @return false if it says nothing ever again
  private boolean wrap(ByteArrayOutputStream flight) throws SSLException {
    byte[] memory = RecordBuffers.take();
    ByteBuffer room = ByteBuffer.wrap(memory);
    try {
      SSLEngineResult result;
      do {
        result = engine.wrap(NONE.duplicate(), room.clear());
        flight.write(memory, 0, room.position());
      } while (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
          && result.getStatus() == Status.OK);
      return result.getStatus() != Status.CLOSED;
    } finally {
      RecordBuffers.giveBack(memory);
    }
  }

  @Override
  public TlsSession session() {
    return Sessions.of(engine);
  }

  @Override
  public int decrypt(ReadBuffer received, ReadBuffer into) throws SSLException {
    int length = TlsRecord.length(received);
    ByteBuffer source = ByteBuffer.wrap(received.array(), received.offset(), received.size());
    SSLEngineResult result = engine.unwrap(source, into.room(length));
    received.skip(result.bytesConsumed());
    into.filled(result.bytesProduced());
    HandshakeStatus next = result.getHandshakeStatus();
    if (next == HandshakeStatus.NEED_TASK) {
      throw new SSLException("the peer wants to renegotiate, which is not allowed");
    }
    owesReply = next == HandshakeStatus.NEED_WRAP;
    return switch (result.getStatus()) {
      case OK -> result.bytesProduced();
      case CLOSED -> END;
      case BUFFER_UNDERFLOW, BUFFER_OVERFLOW ->
          throw new SSLException("a record of " + length + " bytes");
    };
  }

  @Override
  public boolean owesReply() {
    return owesReply;
  }

  /// A call may say OK and consume nothing, if the engine has something of its own to send first.
  @Override
  public void encrypt(ByteBuffer source, Sink sink) throws IOException {
    byte[] memory = RecordBuffers.take();
    try {
      ByteBuffer records = ByteBuffer.wrap(memory);
      fill(records, source);
      sink.take(records.flip());
    } finally {
      RecordBuffers.giveBack(memory);
    }
  }

  private void fill(ByteBuffer records, ByteBuffer source) throws IOException {
    Status status;
    do {
      status = engine.wrap(source, records).getStatus();
    } while (status == Status.OK
        && source.hasRemaining()
        && records.remaining() >= TlsRecord.LARGEST);
    if (status != Status.OK && records.position() == 0) {
      throw new SSLException(
          status == Status.CLOSED ? "the peer has ended TLS" : "cannot encrypt: " + status);
    }
  }

  @Override
  public void reply(Sink sink) throws IOException {
    byte[] memory = RecordBuffers.take();
    ByteBuffer records = ByteBuffer.wrap(memory);
    try {
      while (engine.wrap(NONE.duplicate(), records.clear()).bytesProduced() > 0) {
        sink.take(records.flip());
      }
    } finally {
      RecordBuffers.giveBack(memory);
    }
  }

  @Override
  public void closeOutput() {
    engine.closeOutbound();
  }

  /// The garbage collector sees all of it.
  @Override
  public void close() {}
}

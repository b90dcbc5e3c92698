package dev.heddle.openssl;

import dev.heddle.TlsSession;
import dev.heddle.tls.TlsEngine;
import dev.heddle.tls.TlsRecord;
import dev.heddle.transport.ReadBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLProtocolException;
import org.jspecify.annotations.Nullable;

/// A connection of OpenSSL: an `SSL`, which reads one record at a time from a [BioPair] and writes
/// to it. Between calls, no pair has anything of it in it.
///
/// Thread-safe. An `SSL` bears one call at a time, so [#lock] is held during each, and never while
/// the sink waits for the peer.
///
/// The lock is also what keeps the `SSL` alive: it is freed by a thread that has the lock. A thread
/// that closes sets [#closed] and frees if the lock is free; otherwise the one that has the lock
/// looks at [#closed] after it has given the lock back, and frees.
///
/// OpenSSL encrypts nothing, not even close_notify, while it has decrypted only a part of a
/// handshake message, such as a session ticket in two records. Writers wait until the reader has
/// the rest.
final class OpenSslEngine implements TlsEngine {
  /// What one record carries.
  private static final int MOST_PLAIN = 16 * 1024;

  private static final String VERIFY_FAILED = "certificate verify failed";

  /// How many records fit into a pair.
  private static final int RECORDS = 2;

  /// How long a writer waits for the rest of a message.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Likewise at the end, when no thread may read any more.
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wholeMessage = lock.newCondition();
  private final OpenSslContext context;
  private final @Nullable String host;
  private final boolean checksPeer;
  private volatile boolean closed;
  private volatile boolean owesReply;
  private volatile boolean inMessage; // changed under the lock
  private volatile @Nullable TlsSession session;

  // Guarded by the lock.
  private long ssl;
  private @Nullable BioPair last;
  private byte @Nullable [] owed;
  private @Nullable MessageBound bound; // of a server, during the handshake

  /// @param ssl belongs to this from now on
  /// @param host whose certificate a client wants; null for servers
  /// @param checksPeer whether the peer may have to show a certificate
  OpenSslEngine(OpenSslContext context, long ssl, @Nullable String host, boolean checksPeer) {
    this.context = context;
    this.ssl = ssl;
    this.host = host;
    this.checksPeer = checksPeer;
    this.bound = host == null ? new MessageBound() : null;
  }

  @Override
  public boolean shakeHands(ReadBuffer received, ByteArrayOutputStream flight) throws SSLException {
    BioPair pair = BioPair.take();
    boolean empty = false;
    try {
      lock.lock();
      try {
        requireOpen();
        use(pair);
        boolean done = advance(pair, received, flight);
        useNone(); // a handshake writes through a buffer that knows its pair
        empty = true;
        return done;
      } finally {
        unlock();
      }
    } catch (ClosedChannelException e) {
      throw new SSLException("closed during the handshake", e);
    } finally {
      leave(pair, empty);
      Reference.reachabilityFence(context); // callbacks look for it
    }
  }

  /// A server that has sent its last message has agreed on a key.
  @Override
  public boolean nextIsLight() {
    if (checksPeer) {
      return false;
    }
    lock.lock();
    try {
      return ssl != 0 && Ssl.hasSentFinished(ssl);
    } finally {
      unlock();
    }
  }

  /// @return false if it needs bytes that have not come
  private boolean advance(BioPair pair, ReadBuffer received, ByteArrayOutputStream flight)
      throws SSLException {
    while (true) {
      ErrorQueue.clear();
      int result = Ssl.shakeHands(ssl);
      int error = result == 1 ? 0 : Ssl.error(ssl, result);
      append(pair.records(), flight);
      switch (error) {
        case 0 -> {
          session = SessionFacts.of(ssl);
          bound = null;
          return true;
        }
        case Ssl.ERROR_WANT_READ -> {
          if (!TlsRecord.isThere(received)) {
            return false;
          }
          if (bound != null) {
            requireBound(bound, received, flight);
          }
          putRecord(pair, received);
        }
        case Ssl.ERROR_WANT_WRITE -> {} // the pair was full
        default -> throw handshakeFailure(error);
      }
    }
  }

  private static void append(ByteBuffer records, ByteArrayOutputStream flight) {
    byte[] bytes = new byte[records.remaining()];
    records.get(bytes);
    flight.writeBytes(bytes);
  }

  private void requireBound(MessageBound most, ReadBuffer received, ByteArrayOutputStream flight)
      throws SSLProtocolException {
    try {
      most.check(received, firstLength(received), () -> Ssl.isTls13(ssl));
    } catch (SSLProtocolException e) {
      flight.writeBytes(TlsRecord.refusal());
      throw e;
    }
  }

  private static void putRecord(BioPair pair, ReadBuffer received) {
    int length = firstLength(received);
    pair.put(received.array(), received.offset(), length);
    received.skip(length);
  }

  /// How long the first record is, of which all has come; one that is longer than any may be has
  /// not.
  private static int firstLength(ReadBuffer received) {
    return Math.min(Math.min(TlsRecord.length(received), received.size()), BioPair.SIZE);
  }

  private SSLException handshakeFailure(int error) {
    String what = what(error);
    return new SSLHandshakeException(
        what.equals(VERIFY_FAILED) // a result alone may be one that is not asked for
            ? what + ": " + Certificates.problem(Ssl.verifyResult(ssl), host)
            : what);
  }

  private static String what(int error) {
    return error == Ssl.ERROR_ZERO_RETURN ? "the peer has ended TLS" : ErrorQueue.take();
  }

  @Override
  public TlsSession session() {
    return Objects.requireNonNull(session, "no handshake");
  }

  @Override
  public int decrypt(ReadBuffer received, ReadBuffer into) throws IOException {
    BioPair pair = BioPair.take();
    boolean empty = false;
    try {
      lock.lock();
      try {
        requireOpen();
        int count = decrypt(pair, received, into);
        empty = true;
        return count;
      } finally {
        unlock();
      }
    } finally {
      leave(pair, empty);
    }
  }

  private int decrypt(BioPair pair, ReadBuffer received, ReadBuffer into) throws SSLException {
    use(pair);
    int room = Math.clamp(TlsRecord.length(received), 1, BioPair.SIZE);
    if (!TlsRecord.isThere(received)) {
      throw new SSLProtocolException("an incomplete record");
    }
    putRecord(pair, received);
    ErrorQueue.clear();
    ByteBuffer target = into.room(room);
    int count = Ssl.read(ssl, pair.shortBytes.room(target, room), room);
    pair.shortBytes.take(target, room, count);
    if (count > 0) {
      into.filled(count);
      if (inMessage) {
        inMessage(false);
      }
      return count;
    }
    int error = Ssl.error(ssl, count);
    inMessage(error == Ssl.ERROR_WANT_READ && Ssl.isInMessage(ssl));
    keep(pair.records());
    useNone();
    return switch (error) {
      case Ssl.ERROR_WANT_READ -> requireNoRenegotiation();
      case Ssl.ERROR_ZERO_RETURN -> END;
      default -> throw new SSLException(what(error));
    };
  }

  private void inMessage(boolean now) {
    inMessage = now;
    if (!now) {
      wholeMessage.signalAll();
    }
  }

  @Override
  public boolean encryptWaits() {
    return inMessage;
  }

  /// Waits while only a part of a message has come; another thread reads meanwhile.
  ///
  /// @return whether all of it has come
  private boolean awaitWholeMessage(Duration patience) throws IOException {
    long left = patience.toNanos();
    try {
      while (inMessage && !closed && ssl != 0 && left > 0) {
        left = wholeMessage.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    }
    return !inMessage;
  }

  /// With TLS 1.2, there is nothing else to answer.
  private int requireNoRenegotiation() throws SSLException {
    if (owed != null && !session().protocol().equals("TLSv1.3")) {
      throw new SSLException("the peer wants to renegotiate, which is not allowed");
    }
    return 0;
  }

  /// What is owed is encrypted already: it is sent before anything that is encrypted later.
  private void keep(ByteBuffer records) {
    int before = owed == null ? 0 : owed.length;
    if (records.hasRemaining()) {
      byte[] all = new byte[before + records.remaining()];
      if (owed != null) {
        System.arraycopy(owed, 0, all, 0, before);
      }
      records.get(all, before, records.remaining());
      owed = all;
      owesReply = true;
    }
  }

  @Override
  public boolean owesReply() {
    return owesReply;
  }

  @Override
  public void encrypt(ByteBuffer source, Sink sink) throws IOException {
    BioPair pair = BioPair.take();
    boolean empty = false;
    try {
      byte[] first;
      ByteBuffer records;
      lock.lock();
      try {
        boolean whole = !inMessage || awaitWholeMessage(PATIENCE);
        requireOpen();
        if (!whole) {
          throw new SSLException(
              "the peer has sent only a part of a message, or no thread reads it");
        }
        first = takeOwed();
        records = encrypt(pair, source);
      } finally {
        unlock();
      }
      empty = true;
      if (first != null) {
        sink.take(ByteBuffer.wrap(first));
      }
      sink.take(records);
    } finally {
      leave(pair, empty);
    }
  }

  private ByteBuffer encrypt(BioPair pair, ByteBuffer source) throws SSLException {
    use(pair);
    for (int i = 0; i < RECORDS && source.hasRemaining(); i++) {
      ErrorQueue.clear();
      int wanted = Math.min(source.remaining(), MOST_PLAIN);
      int count = Ssl.write(ssl, pair.shortBytes.of(source, wanted), wanted);
      if (count <= 0) {
        throw new SSLException("cannot encrypt: " + what(Ssl.error(ssl, count)));
      }
      source.position(source.position() + count);
    }
    return pair.records();
  }

  @Override
  public void reply(Sink sink) throws IOException {
    byte[] all;
    lock.lock();
    try {
      all = takeOwed();
    } finally {
      unlock();
    }
    if (all != null) {
      sink.take(ByteBuffer.wrap(all));
    }
  }

  private byte @Nullable [] takeOwed() {
    byte[] all = owed;
    if (all != null) {
      owed = null;
      owesReply = false;
    }
    return all;
  }

  @Override
  public void closeOutput() throws IOException {
    BioPair pair = BioPair.take();
    boolean empty = false;
    try {
      lock.lock();
      try {
        if (awaitWholeMessage(LAST_PATIENCE) && ssl != 0) {
          use(pair);
          ErrorQueue.clear();
          Ssl.shutdown(ssl);
          ErrorQueue.clear();
          keep(pair.records());
          useNone();
        }
        empty = true;
      } finally {
        unlock();
      }
    } finally {
      leave(pair, empty);
    }
  }

  @Override
  public void close() {
    closed = true;
    freeIfClosed();
  }

  private void unlock() {
    lock.unlock();
    if (closed) {
      freeIfClosed();
    }
  }

  /// If another thread has the lock, it comes here after it.
  private void freeIfClosed() {
    if (lock.tryLock()) {
      try {
        wholeMessage.signalAll();
        if (ssl != 0) {
          Ssl.free(ssl);
          ssl = 0;
          last = null;
          owed = null;
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void requireOpen() throws ClosedChannelException {
    if (closed || ssl == 0) {
      throw new AsynchronousCloseException();
    }
  }

  private void use(BioPair pair) {
    if (last != pair) {
      Ssl.use(ssl, pair);
      last = pair;
    }
  }

  private void useNone() {
    Ssl.useNone(ssl);
    last = null;
  }

  /// The `SSL` must not keep the memory of a pair that is not used any more.
  private void leave(BioPair pair, boolean empty) {
    if (empty && pair.isKept()) {
      return;
    }
    lock.lock();
    try {
      if (ssl != 0 && last == pair) {
        useNone();
      }
    } finally {
      unlock();
    }
    pair.free();
  }
}

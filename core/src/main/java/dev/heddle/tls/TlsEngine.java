package dev.heddle.tls;

import dev.heddle.TlsSession;
import dev.heddle.transport.ReadBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/// One side of TLS without input or output: a handshake, then records to plain text and the
/// reverse. What a provider implements.
///
/// Thread-safe: one thread reads and one writes at a time, and they may be two; [#close] may come
/// from any thread, in the middle of anything.
public interface TlsEngine {
  /// Returned by [#decrypt]: the peer's close_notify.
  int END = -1;

  /// Continues the handshake with what has come, until the peer's next messages are needed. Not
  /// called again once it has returned true, or has thrown.
  ///
  /// @param flight gets what is to be sent; also the alert, if this throws
  /// @return whether the handshake is over
  /// @throws SSLException if the two do not agree
  boolean shakeHands(ReadBuffer received, ByteArrayOutputStream flight) throws SSLException;

  /// Whether what [#shakeHands] computes next takes some tens of microseconds, without an agreement
  /// on a key or a signature: so a loop may do it itself. False if that is not known.
  boolean nextIsLight();

  /// What was negotiated; called when the handshake is over, also after [#close].
  TlsSession session();

  /// Consumes the first record, of which all has come, and appends its content to `into`.
  ///
  /// @return how many bytes; 0 if it was no message for the application; [#END]
  /// @throws SSLException if the record is not genuine, or breaks the protocol; an alert is then
  ///   owed
  /// @throws IOException if this is closed
  int decrypt(ReadBuffer received, ReadBuffer into) throws IOException;

  /// Whether the last [#decrypt] has left something for the peer: an answer or an alert. Asked by
  /// the reader.
  boolean owesReply();

  /// Whether [#encrypt] would wait for the reader, because only a part of a message for this side
  /// itself (a session ticket in two records, say) has been decrypted.
  default boolean encryptWaits() {
    return false;
  }

  /// Encrypts what fits into one buffer of the provider's, consumes it from `source` and hands it
  /// to the sink, behind what is owed.
  ///
  /// @throws IOException if the sink throws it, this is closed, or the peer has ended TLS
  void encrypt(ByteBuffer source, Sink sink) throws IOException;

  /// Hands to the sink what is owed.
  void reply(Sink sink) throws IOException;

  /// From now on close_notify is owed, and nothing can be encrypted any more. May wait as
  /// [#encryptWaits] says, for a moment; if that is not enough, there is no close_notify.
  ///
  /// @throws IOException if the caller is interrupted meanwhile
  void closeOutput() throws IOException;

  /// Gives back what the garbage collector does not see, at once or as soon as the calls of other
  /// threads return. Never waits, never throws; a second call does nothing.
  void close();

  /// Takes records to the wire, and may wait for the peer.
  @FunctionalInterface
  interface Sink {
    void take(ByteBuffer records) throws IOException;
  }
}

package dev.heddle.openssl;

import dev.heddle.transport.ReadBuffer;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLProtocolException;

/// Bounds the handshake messages of a client that come in plain text, by the lengths that they
/// begin with. OpenSSL would take memory for 128 KiB as soon as it has read such a length, without
/// any of the message. What is encrypted is bounded by OpenSSL: certificates by
/// [SslContext#create], the rest at 16 KiB and less.
///
/// Belongs to one handshake.
final class MessageBound {
  /// The largest message, in bytes: the JDK's bound, and its setting.
  static final int LARGEST = Integer.getInteger("jdk.tls.maxHandshakeMessageSize", 32 * 1024);

  private static final int RECORD_HEAD = 5;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int HANDSHAKE = 22;
  private static final int HEAD = 4; // type, and three bytes of length

  private int head; // what has come of a message's head
  private int headBytes;
  private int rest; // what has not come of a message
  private boolean encrypted;

  /// Looks at the first record.
  ///
  /// @param length of it, as far as it has come
  /// @param tls13 whether that version has been agreed on: its change_cipher_spec means nothing
  ///   (RFC 8446 §D.4)
  /// @throws SSLProtocolException if a message is too long
  void check(ReadBuffer received, int length, BooleanSupplier tls13) throws SSLProtocolException {
    int type = received.get(0);
    if (type == CHANGE_CIPHER_SPEC) {
      encrypted |= !tls13.getAsBoolean();
    }
    if (type != HANDSHAKE || encrypted) {
      return;
    }
    for (int i = RECORD_HEAD; i < length; ) {
      if (rest > 0) {
        int count = Math.min(rest, length - i);
        rest -= count;
        i += count;
      } else {
        addToHead(received.get(i++));
      }
    }
  }

  private void addToHead(byte next) throws SSLProtocolException {
    head = head << Byte.SIZE | (next & 0xff);
    if (++headBytes == HEAD) {
      rest = head & 0xff_ffff;
      headBytes = 0;
      if (rest > LARGEST) {
        throw new SSLProtocolException(
            "a handshake message of " + rest + " bytes, and at most " + LARGEST + " are accepted");
      }
    }
  }
}

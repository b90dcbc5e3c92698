package dev.heddle.tls;

import dev.heddle.transport.ReadBuffer;

/// What the head of a record says (RFC 8446 §5.1): type, version, length. Stateless.
public final class TlsRecord {
  /// The room that the JDK's engine wants for any record.
  static final int LARGEST = 16_709;

  private static final int HEADER = 5;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int MAJOR_VERSION = 3;

  private TlsRecord() {}

  /// The alert for a client that gets no place: fatal, internal_error (RFC 8446 §6), in plain text,
  /// as before any handshake.
  public static byte[] refusal() {
    return new byte[] {ALERT, MAJOR_VERSION, 3, 0, 2, 2, 80};
  }

  /// How long the first record is, its head included; 0 if that is not known yet.
  public static int length(ReadBuffer received) {
    return received.size() < HEADER
        ? 0
        : HEADER + ((received.get(3) & 0xff) << Byte.SIZE | (received.get(4) & 0xff));
  }

  /// Whether all of the first record has come, or it is longer than any may be.
  public static boolean isThere(ReadBuffer received) {
    int length = length(received);
    return length > 0 && (length <= received.size() || length > 2 * LARGEST);
  }

  /// Whether what has come cannot be the beginning of a handshake.
  static boolean isPlainText(ReadBuffer received) {
    return !received.isEmpty()
        && ((received.get(0) != HANDSHAKE && received.get(0) != ALERT)
            || (received.size() > 1 && received.get(1) != MAJOR_VERSION));
  }
}

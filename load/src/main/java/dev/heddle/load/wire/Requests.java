package dev.heddle.load.wire;

import java.util.Arrays;

/// Creates requests. Belongs to one lane of the load: one thread at a time.
@FunctionalInterface
public interface Requests {

  /// The next request, as bytes on the wire.
  ///
  /// @param connection the number of the connection that sends it, from 0
  /// @param number how many requests that connection has sent before
  /// @param used an earlier result that is no longer needed, for reuse; empty if there is none
  byte[] next(int connection, long number, byte[] used);

  /// Always the same.
  static Requests fixed(byte[] request) {
    return (connection, number, used) -> request;
  }

  /// A fixed number of bytes, different each time: the connection's number and the request's,
  /// letters, and a newline. So an answer to another request is detected.
  static Requests sized(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("size < 1: " + size);
    }
    return new Sized(size);
  }

  /// As [#sized] says.
  final class Sized implements Requests {
    private static final int CONNECTION_DIGITS = 6;
    private static final int NUMBER_DIGITS = 10;
    private static final byte[] DIGITS =
        "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final byte[] pattern;

    Sized(int size) {
      pattern = new byte[size];
      for (int i = 0; i < size; i++) {
        pattern[i] = (byte) ('a' + i % 26);
      }
      pattern[size - 1] = '\n';
    }

    @Override
    public byte[] next(int connection, long number, byte[] used) {
      byte[] request =
          used.length == pattern.length ? used : Arrays.copyOf(pattern, pattern.length);
      int room = pattern.length - 1;
      int numberEnd = Math.min(NUMBER_DIGITS, room);
      putDigits(number, request, 0, numberEnd);
      putDigits(connection, request, numberEnd, Math.min(numberEnd + CONNECTION_DIGITS, room));
      return request;
    }

    private static void putDigits(long value, byte[] target, int from, int to) {
      long rest = value;
      for (int i = to - 1; i >= from; i--) {
        target[i] = DIGITS[(int) (rest & 15)];
        rest >>>= 4;
      }
    }
  }
}

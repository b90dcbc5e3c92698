package dev.heddle.proxy;

import dev.heddle.ProxyHeader;
import java.nio.ByteBuffer;

/// Recognizes a header at the beginning of what a connection has received: HAProxy's
/// `proxy-protocol.txt`. Stateless.
public final class HeaderParser {
  /// How many bytes [#isHeader] needs at the most: `PROXY UNKNOWN` and what follows.
  static final int LONGEST_SIGNATURE = 14;

  private HeaderParser() {}

  /// What the bytes are, as far as they have come.
  public sealed interface Result {}

  /// They may become a header: more are needed.
  public record Incomplete() implements Result {
    static final Incomplete INSTANCE = new Incomplete();
  }

  /// They are something else.
  public record Absent() implements Result {
    static final Absent INSTANCE = new Absent();
  }

  /// A header.
  ///
  /// @param length how many bytes it has; what follows is the connection's own
  public record Complete(ProxyHeader header, int length) implements Result {}

  /// @param received all that has been received, from the position on; nothing is consumed. The
  ///   cost does not grow with what has come while the header is incomplete.
  /// @throws HeaderException if they begin as a header and are none
  public static Result parse(ByteBuffer received) throws HeaderException {
    ByteBuffer bytes = received.slice();
    if (begins(bytes, HeaderV2.SIGNATURE)) {
      return HeaderV2.parse(bytes);
    }
    if (begins(bytes, HeaderV1.PREFIX)) {
      return HeaderV1.parse(bytes);
    }
    return Absent.INSTANCE;
  }

  /// Whether they begin with a whole signature of a header, so that no client sends them by chance.
  public static boolean isHeader(ByteBuffer received) {
    ByteBuffer bytes = received.slice();
    return (bytes.remaining() >= HeaderV2.SIGNATURE.length && begins(bytes, HeaderV2.SIGNATURE))
        || HeaderV1.isHeader(bytes);
  }

  /// Whether all that there is of the beginning is right.
  private static boolean begins(ByteBuffer bytes, byte[] beginning) {
    int count = Math.min(bytes.remaining(), beginning.length);
    for (int i = 0; i < count; i++) {
      if (bytes.get(i) != beginning[i]) {
        return false;
      }
    }
    return true;
  }
}

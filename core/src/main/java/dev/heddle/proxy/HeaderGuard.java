package dev.heddle.proxy;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Notices a header at the beginning of a connection that must have none, in however many pieces it
/// comes. Belongs to the thread that reads.
public final class HeaderGuard {
  private final Runnable refused;
  private byte @Nullable [] beginning = new byte[HeaderParser.LONGEST_SIGNATURE];
  private int known;

  /// @param refused called when it has begun with a header
  public HeaderGuard(Runnable refused) {
    this.refused = refused;
  }

  /// Bytes have come; nothing of them is consumed.
  ///
  /// @return whether the connection has begun with a header and must be closed
  public boolean refuses(ByteBuffer received) {
    byte[] first = beginning;
    if (first == null) {
      return false;
    }
    int more = Math.min(received.remaining(), first.length - known);
    received.get(received.position(), first, known, more);
    known += more;
    if (HeaderParser.isHeader(ByteBuffer.wrap(first, 0, known))) {
      refused.run();
      return true;
    }
    if (known == first.length) {
      beginning = null;
    }
    return false;
  }
}

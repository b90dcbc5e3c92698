package dev.heddle.http;

import org.apache.hc.core5.util.CharArrayBuffer;

/// The lines of one chunked body: a size before each chunk, an empty line after it, and trailers in
/// the end (RFC 9112 §7.1). HttpCore takes blanks around a size for nothing, a sign for a part of
/// it, and any line with a colon for a trailer.
///
/// Belongs to the body's thread.
final class ChunkLines implements LineRule {
  private static final int EXTENSIONS = 16 * 1024;

  private Expected expected = Expected.SIZE;
  private int extensionBytesLeft = EXTENSIONS;

  private enum Expected {
    SIZE,
    END_OF_CHUNK,
    TRAILER
  }

  @Override
  public boolean allowsBareLf() {
    return false;
  }

  @Override
  public void check(CharArrayBuffer line) throws HttpException {
    switch (expected) {
      case SIZE -> expected = isLast(line) ? Expected.TRAILER : Expected.END_OF_CHUNK;
      case END_OF_CHUNK -> {
        require(line.isEmpty(), "malformed end of a chunk");
        expected = Expected.SIZE;
      }
      case TRAILER -> requireField(line);
    }
  }

  /// Whether the chunk of this size is the last: it has no bytes.
  private boolean isLast(CharArrayBuffer line) throws HttpException {
    int end = 0;
    boolean last = true;
    while (end < line.length() && Character.digit(line.charAt(end), 16) >= 0) {
      last &= line.charAt(end++) == '0';
    }
    require(end > 0, "malformed chunk size");
    if (end < line.length()) {
      requireExtensions(line, end);
    }
    return last;
  }

  /// They are ignored, but not without end (§7.1.1).
  private void requireExtensions(CharArrayBuffer line, int start) throws HttpException {
    extensionBytesLeft -= line.length() - start;
    require(extensionBytesLeft >= 0, "chunk extensions longer than " + EXTENSIONS + " bytes");
    int at = start;
    while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
      at++;
    }
    require(at < line.length() && line.charAt(at) == ';', "malformed chunk size");
    require(Syntax.isFieldValue(line), "malformed chunk extension");
  }

  /// Trailers are ignored, whatever their names: none of them changes what was read before.
  private static void requireField(CharArrayBuffer line) throws HttpException {
    int colon = line.indexOf(':');
    require(
        line.isEmpty()
            || (colon > 0
                && Syntax.isToken(line.subSequence(0, colon))
                && Syntax.isFieldValue(line)),
        "malformed trailer field");
  }

  private static void require(boolean holds, String otherwise) throws HttpException {
    if (!holds) {
      throw new HttpException(400, otherwise);
    }
  }
}

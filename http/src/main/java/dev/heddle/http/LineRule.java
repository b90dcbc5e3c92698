package dev.heddle.http;

import org.apache.hc.core5.util.CharArrayBuffer;

/// What the lines of one part of a request must look like, before HttpCore reads them: it is more
/// lenient than two servers in a row may be (RFC 9112 §11.2).
@FunctionalInterface
interface LineRule {
  /// Nothing in particular. A CR inside a line is refused everywhere (§2.2).
  LineRule NONE = line -> {};

  /// A field is one line: HttpCore would join those that begin with a blank (§5.2).
  LineRule FIELD =
      line -> {
        if (!line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t')) {
          throw new HttpException(400, "malformed request: blank before a header field");
        }
      };

  /// @param line without its end
  /// @throws HttpException if it is refused
  void check(CharArrayBuffer line) throws HttpException;

  /// Whether a line may end with LF alone, as people type it (§2.2).
  default boolean allowsBareLf() {
    return true;
  }
}

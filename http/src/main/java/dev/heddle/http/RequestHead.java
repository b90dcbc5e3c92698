package dev.heddle.http;

import org.jspecify.annotations.Nullable;

/// What stands before a request's body.
///
/// @param target in origin form, or `*`
/// @param host of an absolute URI, or else of the field `Host`, with its port; null if there is
///   none
/// @param http11 whether the version is 1.1 or a later 1.x
/// @param bodyLength in bytes, 0 for none, or [#CHUNKED]
record RequestHead(
    String method,
    String target,
    @Nullable String host,
    boolean http11,
    HttpHeaders headers,
    long bodyLength) {

  /// As a length: as long as its chunks.
  static final long CHUNKED = -1;

  boolean hasBody() {
    return bodyLength != 0;
  }

  boolean expectsContinue() {
    return http11 && headers.has("Expect", "100-continue");
  }

  /// Whether the peer wants the connection to stay (RFC 9112 §9.3).
  boolean keepAlive() {
    return http11
        ? !headers.has("Connection", "close")
        : headers.has("Connection", "keep-alive") && !headers.has("Connection", "close");
  }
}

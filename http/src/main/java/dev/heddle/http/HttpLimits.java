package dev.heddle.http;

import java.time.Duration;

/// The bounds on what a peer may ask, as a value.
///
/// ```java
/// Handler uploads = new Http(web, HttpLimits.DEFAULT.withBodyBytes(100L * 1024 * 1024));
/// ```
///
/// @param requestLineBytes longest request line; a longer one is answered 414
/// @param headerBytes largest header block; a larger one is answered 431
/// @param headerFields most fields in it; more are answered 431
/// @param headerTimeout how long a request's head may take from its first byte to its last; then it
///   is answered 408
/// @param bodyBytes largest request body; a larger one is answered 413
/// @param bodyTimeout how long a request's body may take in all; then it is answered 408
public record HttpLimits(
    int requestLineBytes,
    int headerBytes,
    int headerFields,
    Duration headerTimeout,
    long bodyBytes,
    Duration bodyTimeout) {

  /// The defaults: 8 KiB, 32 KiB, 100 fields, 10 s, 1 MiB, 30 s.
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          8 * 1024, 32 * 1024, 100, Duration.ofSeconds(10), 1024 * 1024, Duration.ofSeconds(30));

  public HttpLimits {
    atLeast(1, requestLineBytes, "requestLineBytes");
    atLeast(1, headerBytes, "headerBytes");
    atLeast(1, headerFields, "headerFields");
    atLeast(0, bodyBytes, "bodyBytes");
    moreThanZero(headerTimeout, "headerTimeout");
    moreThanZero(bodyTimeout, "bodyTimeout");
  }

  /// The same, with other bounds on what comes before a body.
  public HttpLimits withHead(int requestLineBytes, int headerBytes, int headerFields) {
    return new HttpLimits(
        requestLineBytes, headerBytes, headerFields, headerTimeout, bodyBytes, bodyTimeout);
  }

  /// The same, with another bound on bodies.
  public HttpLimits withBodyBytes(long bodyBytes) {
    return new HttpLimits(
        requestLineBytes, headerBytes, headerFields, headerTimeout, bodyBytes, bodyTimeout);
  }

  /// The same, with other deadlines.
  public HttpLimits withTimeouts(Duration headerTimeout, Duration bodyTimeout) {
    return new HttpLimits(
        requestLineBytes, headerBytes, headerFields, headerTimeout, bodyBytes, bodyTimeout);
  }

  private static void atLeast(long least, long value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " < " + least + ": " + value);
    }
  }

  private static void moreThanZero(Duration value, String name) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(name + " must be more than zero: " + value);
    }
  }
}

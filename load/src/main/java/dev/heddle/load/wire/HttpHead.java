package dev.heddle.load.wire;

import dev.heddle.text.Quote;
import java.util.Locale;

/// What the head of an HTTP/1 answer says about its end: read line by line, all lines, once.
/// Belongs to its connection's loop.
final class HttpHead {
  private static final String VERSION = "HTTP/1.";
  private static final int STATUS = "HTTP/1.1 ".length();

  /// A number that has room for another digit.
  private static final long LARGEST = Long.MAX_VALUE / 10 - 1;

  private int status;
  private boolean old;
  private boolean close;
  private boolean keepAlive;
  private boolean coded;
  private boolean chunked;
  private long length;
  private Field field = Field.OTHER;

  /// The fields that matter.
  private enum Field {
    CONNECTION,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    OTHER;

    private static final Field[] ALL = values();

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    static Field of(byte[] bytes, int from, int to) {
      for (Field field : ALL) {
        if (equal(bytes, from, to, field.text)) {
          return field;
        }
      }
      return OTHER;
    }
  }

  int status() {
    return status;
  }

  /// Whether an answer to a GET has a body.
  boolean hasBody() {
    return status != 204 && status != 304;
  }

  boolean isChunked() {
    return chunked;
  }

  /// The length of the body, or -1: it ends with the connection.
  long length() {
    return coded ? -1 : length;
  }

  /// Whether the server closes the connection behind the answer (RFC 9112 §9.3); with two lengths
  /// it is not to be trusted (§6.3).
  boolean closes() {
    return close || (old && !keepAlive) || (coded && (length >= 0 || old));
  }

  /// Refuses the beginning of what can become no status line.
  static void requireBeginning(byte[] bytes, int from, int to) throws MalformedAnswerException {
    for (int i = 0; i < VERSION.length() && from + i < to; i++) {
      if (bytes[from + i] != VERSION.charAt(i)) {
        throw new MalformedAnswerException("no status line: " + Quote.of(bytes, from, to));
      }
    }
  }

  void statusLine(byte[] bytes, int from, int to) throws MalformedAnswerException {
    close = false;
    keepAlive = false;
    coded = false;
    chunked = false;
    length = -1;
    field = Field.OTHER;
    requireBeginning(bytes, from, to);
    int end = from + STATUS + 3;
    boolean whole =
        to >= end
            && isDigit(bytes[from + STATUS - 2])
            && bytes[from + STATUS - 1] == ' '
            && (to == end || bytes[end] == ' ');
    status = whole ? number(bytes, from + STATUS, end) : 0;
    if (status < 100 || status > 999) {
      throw new MalformedAnswerException("no status line: " + Quote.of(bytes, from, to));
    }
    requireText(bytes, from, to);
    old = bytes[from + STATUS - 2] == '0';
  }

  void fieldLine(byte[] bytes, int from, int to) throws MalformedAnswerException {
    requireText(bytes, from, to);
    int value = from;
    if (!isBlank(bytes[from])) { // else it continues the one before
      int colon = indexOf(bytes, from, to, ':');
      if (colon == from || colon == to || isBlank(bytes[colon - 1])) {
        throw new MalformedAnswerException("no header field: " + Quote.of(bytes, from, to));
      }
      field = Field.of(bytes, from, colon);
      value = colon + 1;
    }
    if (field != Field.OTHER) {
      members(bytes, value, to);
    }
  }

  /// All three are lists, which may be spread over several lines.
  private void members(byte[] bytes, int from, int to) throws MalformedAnswerException {
    for (int at = from; at <= to; ) {
      int comma = indexOf(bytes, at, to, ',');
      int start = at;
      int end = comma;
      while (start < end && isBlank(bytes[start])) {
        start++;
      }
      while (end > start && isBlank(bytes[end - 1])) {
        end--;
      }
      if (start < end) {
        member(bytes, start, end);
      }
      at = comma + 1;
    }
  }

  private void member(byte[] bytes, int from, int to) throws MalformedAnswerException {
    switch (field) {
      case CONNECTION -> {
        close |= equal(bytes, from, to, "close");
        keepAlive |= equal(bytes, from, to, "keep-alive");
      }
      case TRANSFER_ENCODING -> {
        coded = true;
        chunked = equal(bytes, from, to, "chunked"); // the last one counts
      }
      case CONTENT_LENGTH -> contentLength(bytes, from, to);
      case OTHER -> {}
    }
  }

  private void contentLength(byte[] bytes, int from, int to) throws MalformedAnswerException {
    long said = 0;
    for (int i = from; i < to && said >= 0; i++) {
      said = isDigit(bytes[i]) && said <= LARGEST ? said * 10 + bytes[i] - '0' : -1;
    }
    if (said < 0) {
      throw new MalformedAnswerException("a Content-Length of " + Quote.of(bytes, from, to));
    }
    if (length >= 0 && length != said) {
      throw new MalformedAnswerException("a Content-Length of " + length + " and of " + said);
    }
    length = said;
  }

  private static int number(byte[] bytes, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      if (!isDigit(bytes[i])) {
        return 0;
      }
      number = number * 10 + bytes[i] - '0';
    }
    return number;
  }

  /// RFC 9110 §5.5: CR, LF and NUL make a message invalid.
  private static void requireText(byte[] bytes, int from, int to) throws MalformedAnswerException {
    for (int i = from; i < to; i++) {
      if (bytes[i] == 0 || bytes[i] == '\r') {
        throw new MalformedAnswerException(
            "a NUL or CR in a line of the head: " + Quote.of(bytes, from, to));
      }
    }
  }

  private static int indexOf(byte[] bytes, int from, int to, char wanted) {
    int at = from;
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  /// @param lower in lower case
  private static boolean equal(byte[] bytes, int from, int to, String lower) {
    if (to - from != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      byte b = bytes[from + i];
      int c = b >= 'A' && b <= 'Z' ? b + 'a' - 'A' : b;
      if (c != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}

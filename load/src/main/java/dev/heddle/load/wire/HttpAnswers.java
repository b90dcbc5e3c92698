package dev.heddle.load.wire;

import dev.heddle.text.Quote;
import java.nio.charset.StandardCharsets;

/// The answers of HTTP/1.1 to GET requests, as far as is needed to know where each ends (RFC 9112
/// §6.3): by its length, by chunks, or with the connection.
public record HttpAnswers() implements Framing {
  private static final int LARGEST_HEAD = 64 * 1024;
  private static final int LARGEST_BODY = 64 * 1024 * 1024;
  private static final int STATUS_LINE = "HTTP/1.1 200".length();

  @Override
  public byte[] encode(byte[] payload) {
    return payload;
  }

  /// A GET request on a connection that is to stay open.
  public static byte[] get(String host, String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: heddle\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int end(byte[] bytes, int from, int to, int seen, byte[] sent)
      throws MalformedAnswerException {
    int body = bodyOf(bytes, from, to);
    if (body < 0) {
      requireStatusLine(bytes, from, to);
      return MORE;
    }
    requireStatusLine(bytes, from, body);
    int status = status(bytes, from);
    if (status < 200) {
      return end(bytes, body, to, body, sent); // 103 and the like come before it
    }
    if (status == 204 || status == 304) {
      return body;
    }
    if (hasToken(bytes, from, body, "transfer-encoding", "chunked")) {
      return endOfChunks(bytes, body, to);
    }
    long length = contentLength(bytes, from, body);
    if (length < 0) {
      return MORE; // until the connection ends
    }
    return to - body < length ? MORE : body + (int) length;
  }

  private static void requireStatusLine(byte[] bytes, int from, int to)
      throws MalformedAnswerException {
    String start = "HTTP/1.";
    for (int i = 0; i < start.length() && from + i < to; i++) {
      if (bytes[from + i] != start.charAt(i)) {
        throw new MalformedAnswerException("no status line: " + Quote.of(bytes, from, to));
      }
    }
    if (to - from > LARGEST_HEAD) {
      throw new MalformedAnswerException("headers of more than " + LARGEST_HEAD + " bytes");
    }
  }

  /// Where the body begins, or -1.
  private static int bodyOf(byte[] bytes, int from, int to) {
    for (int i = from + 3; i < to; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private static int status(byte[] bytes, int from) throws MalformedAnswerException {
    int status = 0;
    for (int i = from + STATUS_LINE - 3; i < from + STATUS_LINE; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new MalformedAnswerException(
            "no status: " + Quote.of(bytes, from, from + STATUS_LINE));
      }
      status = status * 10 + digit;
    }
    return status;
  }

  private static long contentLength(byte[] bytes, int from, int body)
      throws MalformedAnswerException {
    int value = valueOf(bytes, from, body, "content-length");
    if (value < 0) {
      return -1;
    }
    long length = 0;
    int i = value;
    for (; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      length = length * 10 + bytes[i] - '0';
      if (length > LARGEST_BODY) {
        throw new MalformedAnswerException("a body of more than " + LARGEST_BODY + " bytes");
      }
    }
    if (i == value) {
      throw new MalformedAnswerException("no Content-Length: " + Quote.of(bytes, value, body));
    }
    return length;
  }

  private static int endOfChunks(byte[] bytes, int body, int to) throws MalformedAnswerException {
    int at = body;
    while (true) {
      int line = at;
      long size = 0;
      int digit;
      while (at < to && (digit = Character.digit(bytes[at], 16)) >= 0) {
        size = (size << 4) | digit;
        at++;
        if (size > LARGEST_BODY) {
          throw new MalformedAnswerException("a chunk of more than " + LARGEST_BODY + " bytes");
        }
      }
      if (at < to && at == line) {
        throw new MalformedAnswerException("no chunk size: " + Quote.of(bytes, line, to));
      }
      at = behindLine(bytes, at, to);
      if (at < 0) {
        return MORE;
      }
      if (size == 0) {
        return behindTrailers(bytes, at, to);
      }
      if (to - at < size + 2) {
        return MORE;
      }
      at += (int) size + 2;
    }
  }

  private static int behindTrailers(byte[] bytes, int from, int to) {
    int at = from;
    while (true) {
      int next = behindLine(bytes, at, to);
      if (next < 0) {
        return MORE;
      }
      if (next - at <= 2) {
        return next;
      }
      at = next;
    }
  }

  private static int behindLine(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /// An answer without a length ends with its connection.
  @Override
  public boolean endsWithConnection(byte[] bytes, int from, int to) {
    int body = bodyOf(bytes, from, to);
    return body >= 0
        && valueOf(bytes, from, body, "content-length") < 0
        && !hasToken(bytes, from, body, "transfer-encoding", "chunked");
  }

  @Override
  public boolean closesAfter(byte[] bytes, int from, int to) {
    int body = bodyOf(bytes, from, to);
    boolean old = bytes[from + STATUS_LINE - 5] == '0'; // HTTP/1.0
    return old
        ? !hasToken(bytes, from, body, "connection", "keep-alive")
        : hasToken(bytes, from, body, "connection", "close");
  }

  private static boolean hasToken(byte[] bytes, int from, int to, String name, String token) {
    int value = valueOf(bytes, from, to, name);
    if (value < 0) {
      return false;
    }
    for (int i = value; bytes[i] != '\n'; i++) {
      if (startsWith(bytes, i, to, token)) {
        return true;
      }
    }
    return false;
  }

  /// Where the value of a header begins, or -1.
  private static int valueOf(byte[] bytes, int from, int to, String name) {
    for (int line = behindLine(bytes, from, to); line >= 0; line = behindLine(bytes, line, to)) {
      int colon = line + name.length();
      if (colon < to && bytes[colon] == ':' && startsWith(bytes, line, to, name)) {
        int value = colon + 1;
        while (bytes[value] == ' ' || bytes[value] == '\t') {
          value++;
        }
        return value;
      }
    }
    return -1;
  }

  /// @param lower in lower case
  private static boolean startsWith(byte[] bytes, int at, int to, String lower) {
    if (to - at < lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if (lowerCase(bytes[at + i]) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int lowerCase(byte b) {
    return b >= 'A' && b <= 'Z' ? b + 'a' - 'A' : b;
  }
}

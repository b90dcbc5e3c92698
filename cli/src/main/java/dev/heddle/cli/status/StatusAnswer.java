package dev.heddle.cli.status;

import dev.heddle.Connection;
import dev.heddle.MessageTooLargeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The answer to a request in HTTP/1.0: all of it up to the end of the stream. Immutable.
///
/// @param code of HTTP
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record StatusAnswer(int code, byte[] body) {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");
  private static final Pattern LENGTH = Pattern.compile("content-length: *([0-9]{1,9}) *");
  private static final int MOST_FIELDS = 100;

  /// Ten times what a page with 10,000 connections takes.
  private static final int MOST_BYTES = 32 * 1024 * 1024;

  private static final Duration LONGEST = Duration.ofSeconds(20);

  /// @throws MalformedStatusException if it is no answer of HTTP, or too long
  /// @throws SocketTimeoutException if it does not end
  static StatusAnswer read(Connection connection) throws IOException {
    try {
      Matcher status = STATUS_LINE.matcher(line(connection));
      if (!status.matches()) {
        throw new MalformedStatusException(null);
      }
      int length = -1;
      int fields = 0;
      for (String line; !(line = line(connection)).isEmpty(); fields++) {
        Matcher field = LENGTH.matcher(line.toLowerCase(Locale.ROOT));
        length = field.matches() ? Integer.parseInt(field.group(1)) : length;
        if (fields == MOST_FIELDS) {
          throw new MalformedStatusException(null);
        }
      }
      byte[] body = body(connection.input());
      if (body.length < length) {
        throw new IOException("the answer ended early");
      }
      return new StatusAnswer(Integer.parseInt(status.group(1)), body);
    } catch (MessageTooLargeException | CharacterCodingException e) {
      throw new MalformedStatusException(null);
    }
  }

  private static String line(Connection connection) throws IOException {
    String line = connection.readLine();
    if (line == null) {
      throw new MalformedStatusException(null);
    }
    return line;
  }

  private static byte[] body(InputStream in) throws IOException {
    var answer = new ByteArrayOutputStream();
    long start = System.nanoTime();
    byte[] chunk = new byte[64 * 1024];
    for (int count; (count = in.read(chunk)) >= 0; ) {
      answer.write(chunk, 0, count);
      if (answer.size() > MOST_BYTES) {
        throw new MalformedStatusException("its answer is too long");
      }
      if (System.nanoTime() - start > LONGEST.toNanos()) {
        throw new SocketTimeoutException("the answer does not end");
      }
    }
    return answer.toByteArray();
  }

  /// What it says, for people: `: not found`, or nothing.
  String firstLine() {
    String text = new String(body, 0, Math.min(200, body.length), StandardCharsets.UTF_8).strip();
    return text.lines().findFirst().map(line -> ": " + line).orElse("");
  }
}

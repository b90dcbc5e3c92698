package dev.heddle.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A response as a client sees it. Reads strictly: what is not as RFC 9112 has it fails the test.
///
/// @param head the status line and the fields, as they came
public record Reply(int status, List<String> head, byte[] body) {

  public static Reply read(InputStream in, boolean headOnly) throws IOException {
    List<String> head = new ArrayList<>();
    for (String line; !(line = line(in)).isEmpty(); ) {
      head.add(line);
    }
    if (!head.getFirst().matches("HTTP/1\\.1 \\d{3} .+")) {
      throw new IOException("no status line: " + head.getFirst());
    }
    int status = Integer.parseInt(head.getFirst().substring(9, 12));
    var reply = new Reply(status, head, new byte[0]);
    if (headOnly || status < 200 || status == 204 || status == 304) {
      return reply;
    }
    return new Reply(status, head, body(reply, in));
  }

  private static byte[] body(Reply reply, InputStream in) throws IOException {
    if (reply.has("Transfer-Encoding")) {
      return chunks(in);
    }
    if (!reply.has("Content-Length")) {
      return in.readAllBytes();
    }
    int length = Integer.parseInt(reply.header("Content-Length"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("body of " + body.length + " bytes instead of " + length);
    }
    return body;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    var body = new java.io.ByteArrayOutputStream();
    for (int size; (size = Integer.parseInt(line(in), 16)) > 0; ) {
      body.write(in.readNBytes(size));
      line(in);
    }
    line(in);
    return body.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int b; (b = in.read()) != '\n'; ) {
      if (b < 0) {
        throw new EOFException("the stream ended after: " + line);
      }
      line.append((char) b);
    }
    if (!line.toString().endsWith("\r")) {
      throw new IOException("line without \\r: " + line);
    }
    line.setLength(line.length() - 1);
    return line.toString();
  }

  /// The value of a field; null if it is missing.
  public String header(String name) {
    return head.stream()
        .skip(1)
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse(null);
  }

  public boolean has(String name) {
    return header(name) != null;
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}

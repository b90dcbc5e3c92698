package dev.heddle.load.wire;

import java.nio.charset.StandardCharsets;

/// The answers of HTTP/1 to GET requests (RFC 9112 §6.3).
public record HttpAnswers() implements WireFormat {
  /// A GET request on a connection that is to stay open.
  public static byte[] get(String host, String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: heddle\r\n\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public AnswerReader reader(AnswerMemory memory) {
    return new HttpReader(memory);
  }
}

package dev.heddle.lab.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A web server's answer. Immutable.
///
/// @param status the number; 0 if there was no valid answer
/// @param headers by their names in lower case
/// @param body as text
record WebAnswer(int status, Map<String, String> headers, String body) {

  WebAnswer {
    headers = Map.copyOf(headers);
  }

  /// Reads an answer.
  ///
  /// @param head whether it answers HEAD, and so has no body
  static WebAnswer read(Peer peer, boolean head) throws IOException {
    String first = peer.readLine();
    String[] words = first.split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("\\d{3}")) {
      return new WebAnswer(0, Map.of(), "");
    }
    var headers = new TreeMap<String, String>();
    for (String line; !(line = peer.readQuietly().strip()).isEmpty(); ) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    int status = Integer.parseInt(words[1]);
    String body = head || status == 304 ? "" : body(peer, headers);
    return new WebAnswer(status, headers, body);
  }

  private static String body(Peer peer, Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return chunks(peer);
    }
    String length = headers.getOrDefault("content-length", "0");
    return length.matches("\\d{1,8}") ? text(peer, Integer.parseInt(length)) : "";
  }

  /// A body that comes piece by piece, each with its length in front, up to one that is empty.
  private static String chunks(Peer peer) throws IOException {
    var body = new StringBuilder();
    while (true) {
      String length = peer.readQuietly().strip();
      if (!length.matches("[0-9a-fA-F]{1,6}")) {
        return body.toString();
      }
      String chunk = text(peer, Integer.parseInt(length, 16));
      peer.readQuietly();
      if (chunk.isEmpty()) {
        return body.toString();
      }
      body.append(chunk);
    }
  }

  private static String text(Peer peer, int length) throws IOException {
    return new String(peer.read(length), StandardCharsets.UTF_8);
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}

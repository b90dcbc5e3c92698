package dev.heddle.lab.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A web server's answer. Immutable.
///
/// @param status the number; 0 if what came is no answer
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
    String length = headers.getOrDefault("content-length", "0");
    boolean none = head || status == 304 || !length.matches("\\d{1,8}");
    byte[] body = none ? new byte[0] : peer.read(Integer.parseInt(length));
    return new WebAnswer(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}

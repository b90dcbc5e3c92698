package dev.heddle.lab.steps;

import dev.heddle.Connection;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

// region request
/// The head of an HTTP request. Its fields are found by their names in upper or lower case.
record HandMadeRequest(String method, String target, String version, Map<String, String> fields) {

  static HandMadeRequest read(Connection connection) throws IOException, BadRequest {
    String[] words = line(connection).split(" ", -1); // GET /index.html HTTP/1.1
    if (words.length != 3 || !words[1].startsWith("/") || !words[2].matches("HTTP/1\\.[01]")) {
      throw new BadRequest("not a request line");
    }
    var fields = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    for (String line; !(line = line(connection)).isEmpty(); ) {
      int colon = line.indexOf(':');
      if (colon < 1 || !line.substring(0, colon).matches("[!-~]+")) {
        throw new BadRequest("not a header field");
      }
      if (fields.put(line.substring(0, colon), line.substring(colon + 1).strip()) != null
          || fields.size() > 100) {
        throw new BadRequest("too many header fields, or one of them twice");
      }
    }
    if (words[2].equals("HTTP/1.1") && !fields.containsKey("Host")) {
      throw new BadRequest("no Host");
    }
    if (fields.containsKey("Content-Length") && fields.containsKey("Transfer-Encoding")) {
      throw new BadRequest("two lengths");
    }
    return new HandMadeRequest(words[0], words[1], words[2], fields);
  }

  private static String line(Connection connection) throws IOException, BadRequest {
    String line = connection.readLine();
    if (line == null) {
      throw new BadRequest("the request is not complete");
    }
    return line;
  }

  /// Whether a body follows the head.
  boolean hasBody() {
    return fields.containsKey("Transfer-Encoding")
        || !fields.getOrDefault("Content-Length", "0").equals("0");
  }

  /// Whether the client wants to send another request on this connection.
  boolean keepsAlive() {
    String wish = fields.getOrDefault("Connection", "");
    return version.equals("HTTP/1.1") && !wish.equalsIgnoreCase("close");
  }

  // endregion

  /// The client's fault.
  static final class BadRequest extends Exception {
    BadRequest(String message) {
      super(message);
    }
  }
}

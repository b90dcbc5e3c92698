package dev.heddle.lab.check;

import java.io.IOException;

/// Requests, and what must be said of their answers.
final class WebRequests {
  static final String HOST = "Host: localhost";

  private WebRequests() {}

  /// A request of HTTP/1.1 as bytes on the wire, with these headers and no others.
  static String bare(String method, String path, String... headers) {
    var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  /// A request with a `Host` and these headers.
  static String request(String method, String path, String... headers) {
    String[] all = new String[headers.length + 1];
    all[0] = HOST;
    System.arraycopy(headers, 0, all, 1, headers.length);
    return bare(method, path, all);
  }

  /// A request for the page, with these additional headers.
  static String get(String... headers) {
    return request("GET", "/", headers);
  }

  /// Asks, and requires an answer with this status.
  static WebAnswer ask(Peer peer, String request, int status) throws Mismatch, IOException {
    return next(peer.send(request), status);
  }

  /// Requires that the next answer has this status.
  static WebAnswer next(Peer peer, int status) throws Mismatch, IOException {
    WebAnswer answer = WebAnswer.read(peer, false);
    require(answer.status() == status, "HTTP/1.1 " + status);
    return answer;
  }

  /// The next answer is to a HEAD: it has no body.
  static WebAnswer head(Peer peer, String request, int status) throws Mismatch, IOException {
    WebAnswer answer = WebAnswer.read(peer.send(request), true);
    require(answer.status() == status, "HTTP/1.1 " + status);
    return answer;
  }

  static void require(boolean holds, String expected) throws Mismatch {
    if (!holds) {
      throw new Mismatch(expected);
    }
  }

  /// The value of a header that must be there.
  static String header(WebAnswer answer, String name) throws Mismatch {
    String value = answer.header(name);
    require(!value.isEmpty(), "the header " + name);
    return value;
  }
}

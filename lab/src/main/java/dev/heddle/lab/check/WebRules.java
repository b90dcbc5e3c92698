package dev.heddle.lab.check;

import static dev.heddle.lab.check.Part.BEHAVIOUR;
import static dev.heddle.lab.check.Part.ROBUSTNESS;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What a server of static files should do. It needs a page at `/`, an `index.html`.
final class WebRules {
  private static final String HOST = "Host: localhost\r\n";
  private static final String PAGE = request("GET", "/", HOST);

  private WebRules() {}

  static Kind kind() {
    var rules = new ArrayList<Check>();
    rules.add(rule("GET / is answered with a page", WebRules::servesPage));
    rules.add(rule("HEAD / is answered without the body", WebRules::answersHead));
    rules.add(rule("keeps the connection for the next request", WebRules::keepsAlive));
    rules.add(rule("answers pipelined requests in order", WebRules::pipelines));
    rules.add(rule("takes a request in pieces", WebRules::takesPieces));
    rules.add(rule("closes after an HTTP/1.0 request", WebRules::closesOld));
    rules.add(status("there is no such file: 404", request("GET", "/no-such-file", HOST), 404));
    rules.add(rule("what has not changed is not sent again: 304", WebRules::revalidates));
    rules.add(rule("sends a part: 206", WebRules::sendsPart));
    rules.add(rule("a part that there is not: 416", WebRules::refusesPart));
    rules.add(rule("known but not allowed: 405, with Allow", WebRules::allows));
    rules.add(status("an unknown method: 501", request("BREW", "/", HOST), 501));
    for (String path :
        List.of(
            "/../../../../etc/passwd",
            "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
            "/..%2f..%2fetc/passwd")) {
      rules.add(
          new Check(
              ROBUSTNESS, "does not leave its folder by " + path, visit -> stays(visit, path)));
    }
    rules.add(rude("no Host in 1.1: 400", request("GET", "/", ""), 400));
    rules.add(rude("two Hosts: 400", request("GET", "/", HOST + HOST), 400));
    rules.add(
        rude(
            "both Content-Length and Transfer-Encoding: 400",
            request("GET", "/", HOST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
            400));
    rules.add(
        rude("a request line over 8 KiB: 414", request("GET", "/" + "x".repeat(9000), HOST), 414));
    rules.add(
        rude(
            "headers over 32 KiB: 431",
            request("GET", "/", HOST + ("X-Filler: " + "x".repeat(1000) + "\r\n").repeat(40)),
            431));
    return new Kind("web", (peer, number) -> get(peer, PAGE), false, rules);
  }

  private static Check rule(String title, Check.Trial trial) {
    return new Check(BEHAVIOUR, title, trial);
  }

  private static Check status(String title, String request, int status) {
    return rule(title, visit -> expect(visit, request, status));
  }

  private static Check rude(String title, String request, int status) {
    return new Check(ROBUSTNESS, title, visit -> expect(visit, request, status));
  }

  private static String request(String method, String path, String headers) {
    return method + " " + path + " HTTP/1.1\r\n" + headers + "\r\n";
  }

  private static void expect(Visit visit, String request, int status) throws Mismatch, IOException {
    require(WebAnswer.read(visit.connect().send(request), false), status);
  }

  private static void require(WebAnswer answer, int status) throws Mismatch {
    if (answer.status() != status) {
      throw new Mismatch("HTTP/1.1 " + status);
    }
  }

  /// Sends a request that should be answered with the page.
  private static WebAnswer get(Peer peer, String request) throws Mismatch, IOException {
    WebAnswer answer = WebAnswer.read(peer.send(request), false);
    require(answer, 200);
    return answer;
  }

  private static void servesPage(Visit visit) throws Mismatch, IOException {
    WebAnswer answer = get(visit.connect(), PAGE);
    for (String header : List.of("content-type", "content-length", "date")) {
      if (answer.header(header).isEmpty()) {
        throw new Mismatch("the header " + header);
      }
    }
  }

  private static void answersHead(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect();
    String length = get(peer, PAGE).header("content-length");
    WebAnswer head = WebAnswer.read(peer.send(request("HEAD", "/", HOST)), true);
    require(head, 200);
    if (!head.header("content-length").equals(length)) {
      throw new Mismatch("Content-Length: " + length);
    }
    get(peer, PAGE); // a body would be in the way
  }

  private static void keepsAlive(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect();
    get(peer, PAGE);
    get(peer, PAGE);
  }

  private static void pipelines(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect().send(PAGE + request("GET", "/no-such-file", HOST) + PAGE);
    require(WebAnswer.read(peer, false), 200);
    require(WebAnswer.read(peer, false), 404);
    require(WebAnswer.read(peer, false), 200);
  }

  private static void takesPieces(Visit visit) throws Mismatch, IOException, InterruptedException {
    Peer peer =
        visit.connect().sendInPieces("GE", "T / HTTP/1.1\r", "\nHost: loc", "alhost\r\n\r\n");
    require(WebAnswer.read(peer, false), 200);
  }

  private static void closesOld(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect();
    get(peer, "GET / HTTP/1.0\r\n\r\n");
    peer.expectEnd();
  }

  private static void revalidates(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect();
    String tag = get(peer, PAGE).header("etag");
    if (tag.isEmpty()) {
      throw new Mismatch("the header etag");
    }
    String again = request("GET", "/", HOST + "If-None-Match: " + tag + "\r\n");
    require(WebAnswer.read(peer.send(again), false), 304);
    get(peer, PAGE);
  }

  private static void sendsPart(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect().send(request("GET", "/", HOST + "Range: bytes=0-0\r\n"));
    WebAnswer answer = WebAnswer.read(peer, false);
    require(answer, 206);
    if (!answer.header("content-range").matches("bytes 0-0/\\d+") || answer.body().length() != 1) {
      throw new Mismatch("one byte, and \"Content-Range: bytes 0-0/…\"");
    }
  }

  private static void refusesPart(Visit visit) throws Mismatch, IOException {
    expect(visit, request("GET", "/", HOST + "Range: bytes=99999999-\r\n"), 416);
  }

  private static void allows(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect().send(request("DELETE", "/", HOST));
    WebAnswer answer = WebAnswer.read(peer, false);
    require(answer, 405);
    if (!answer.header("allow").contains("GET")) {
      throw new Mismatch("\"Allow: GET, HEAD\"");
    }
  }

  private static void stays(Visit visit, String path) throws Mismatch, IOException {
    WebAnswer answer = WebAnswer.read(visit.connect().send(request("GET", path, HOST)), false);
    if (answer.status() < 400 || answer.body().contains("root:")) {
      throw new Mismatch("400, 403 or 404");
    }
  }
}

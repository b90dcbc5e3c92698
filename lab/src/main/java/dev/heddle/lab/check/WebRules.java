package dev.heddle.lab.check;

import static dev.heddle.lab.check.WebRequests.HOST;
import static dev.heddle.lab.check.WebRequests.ask;
import static dev.heddle.lab.check.WebRequests.get;
import static dev.heddle.lab.check.WebRequests.head;
import static dev.heddle.lab.check.WebRequests.header;
import static dev.heddle.lab.check.WebRequests.next;
import static dev.heddle.lab.check.WebRequests.request;
import static dev.heddle.lab.check.WebRequests.require;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a server of static files should do. It needs a page at `/`, an `index.html`.
final class WebRules {
  private static final String NO_SUCH_FILE = "/no-such-file";
  private static final int SHORT = 2000;

  private WebRules() {}

  static CheckedService kind() {
    var rules = new ArrayList<Check>();
    rules.add(rule("GET / is answered with a page", WebRules::servesPage));
    rules.add(rule("HEAD / is answered without the body", WebRules::answersHead));
    rules.add(rule("%69ndex.html is index.html", visit -> found(visit, "/%69ndex.html")));
    rules.add(rule("what follows a ? does not change the file", visit -> found(visit, "/?a=b")));
    rules.add(rule("keeps the connection for the next request", WebRules::keepsAlive));
    rules.add(rule("closes when asked to", WebRules::closes));
    rules.add(rule("closes after an HTTP/1.0 request", WebRules::closesOld));
    rules.add(rule("answers pipelined requests in order", WebRules::pipelines));
    rules.add(rule("accepts a request in pieces", WebRules::takesPieces));
    rules.add(rule("a missing file: 404, with a short body", WebRules::misses));
    rules.add(rule("HEAD of a missing file: 404, without the body", WebRules::missesHead));
    rules.add(rule("known but not allowed: 405, with Allow", WebRules::allows));
    rules.add(rule("an unknown method: 501", WebRules::refusesUnknown));
    rules.add(rule("what depends on Accept-Encoding is marked: Vary", WebRules::varies));
    rules.addAll(WebConditions.rules());
    rules.addAll(WebDefence.rules());
    return new CheckedService("web", new WebTalk(), false, rules);
  }

  /// A request for the page.
  private static final class WebTalk implements CheckedService.ShortTalk {
    @Override
    public void exchange(Peer peer, int number) throws Mismatch, IOException {
      ask(peer, get(), 200);
    }

    @Override
    public String half() {
      return "GET / HTTP/1.1\r\nHo";
    }

    @Override
    public void finish(Peer peer) throws Mismatch, IOException {
      ask(peer, "st: localhost\r\n\r\n", 200);
    }
  }

  private static Check rule(String title, Check.Trial trial) {
    return new Check(GradePart.BEHAVIOUR, title, trial);
  }

  private static void servesPage(Visit visit) throws Mismatch, IOException {
    WebAnswer answer = ask(visit.connect(), get(), 200);
    header(answer, "content-length");
    header(answer, "date");
    String type = header(answer, "content-type");
    require(type.startsWith("text/html"), "Content-Type: text/html");
  }

  private static void answersHead(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect();
    String length = ask(peer, get(), 200).header("content-length");
    WebAnswer head = head(peer, request("HEAD", "/"), 200);
    require(head.header("content-length").equals(length), "Content-Length: " + length);
    ask(peer, get(), 200); // a body would be in the way
  }

  private static void found(Visit visit, String path) throws Mismatch, IOException {
    ask(visit.connect(), request("GET", path), 200);
  }

  private static void keepsAlive(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect();
    ask(peer, get(), 200);
    ask(peer, get(), 200);
  }

  private static void closes(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect();
    ask(peer, get("Connection: close"), 200);
    peer.expectEnd();
  }

  private static void closesOld(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect();
    ask(peer, "GET / HTTP/1.0\r\n\r\n", 200);
    peer.expectEnd();
  }

  private static void pipelines(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect().send(get() + request("GET", NO_SUCH_FILE) + get());
    next(peer, 200);
    next(peer, 404);
    next(peer, 200);
  }

  private static void takesPieces(Visit visit) throws Mismatch, IOException, InterruptedException {
    next(visit.connect().sendInPieces("GE", "T / HTTP/1.1\r", "\n" + HOST, "\r\n\r", "\n"), 200);
  }

  private static void misses(Visit visit) throws Mismatch, IOException {
    WebAnswer answer = ask(visit.connect(), request("GET", NO_SUCH_FILE), 404);
    int length = answer.body().length();
    require(length > 0 && length <= SHORT, "a body of up to " + SHORT + " bytes");
  }

  private static void missesHead(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect();
    head(peer, request("HEAD", NO_SUCH_FILE), 404);
    ask(peer, get(), 200); // a body would be in the way
  }

  private static void allows(Visit visit) throws Mismatch, IOException {
    for (String method : List.of("DELETE", "PUT", "POST")) {
      WebAnswer answer = ask(visit.connect(), request(method, "/", "Content-Length: 0"), 405);
      String allowed = answer.header("allow");
      require(allowed.contains("GET") && allowed.contains("HEAD"), "\"Allow: GET, HEAD\"");
    }
  }

  private static void refusesUnknown(Visit visit) throws Mismatch, IOException {
    ask(visit.connect(), request("BREW", "/"), 501);
  }

  private static void varies(Visit visit) throws Mismatch, IOException {
    WebAnswer answer = ask(visit.connect(), get("Accept-Encoding: br, zstd, gzip"), 200);
    String varies = answer.header("vary").toLowerCase(Locale.ROOT);
    require(
        answer.header("content-encoding").isEmpty() || varies.contains("accept-encoding"),
        "\"Vary: Accept-Encoding\"");
  }
}

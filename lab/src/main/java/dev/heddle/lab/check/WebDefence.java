package dev.heddle.lab.check;

import static dev.heddle.lab.check.WebRequests.HOST;
import static dev.heddle.lab.check.WebRequests.ask;
import static dev.heddle.lab.check.WebRequests.bare;
import static dev.heddle.lab.check.WebRequests.get;
import static dev.heddle.lab.check.WebRequests.next;
import static dev.heddle.lab.check.WebRequests.request;
import static dev.heddle.lab.check.WebRequests.require;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What a server of static files should prevent.
final class WebDefence {
  private static final List<String> WAYS_OUT =
      List.of(
          "/../../../../etc/passwd",
          "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
          "/..%2f..%2f..%2fetc/passwd",
          "/..%5c..%5c..%5cetc/passwd",
          "//etc/passwd",
          "/index.html%00.txt");

  private static final int DRIP_MILLIS = 500;
  private static final int MOST_DRIPS = 30;

  private WebDefence() {}

  static List<Check> rules() {
    var rules = new ArrayList<Check>();
    for (String path : WAYS_OUT) {
      rules.add(rule("serves nothing for " + path, visit -> stays(visit, path)));
    }
    rules.add(status("dot files are not served: 404", request("GET", "/.git/config"), 404));
    rules.add(status("no Host in 1.1: 400", bare("GET", "/"), 400));
    rules.add(status("two Hosts: 400", get(HOST), 400));
    rules.add(
        status(
            "both Content-Length and Transfer-Encoding: 400",
            get("Content-Length: 5", "Transfer-Encoding: chunked"),
            400));
    rules.add(status("what is not HTTP: 400", "hello\r\n\r\n", 400));
    rules.add(
        status("a request line over 8 KiB: 414", request("GET", "/" + "x".repeat(9000)), 414));
    rules.add(
        status(
            "headers over 32 KiB: 431",
            get(Collections.nCopies(40, "X-Filler: " + "x".repeat(1000)).toArray(String[]::new)),
            431));
    rules.add(
        status(
            "more than 100 headers: 431",
            get(Collections.nCopies(101, "X-Filler: x").toArray(String[]::new)),
            431));
    rules.add(rule("headers that take over 10 s: 408, and closes", WebDefence::doesNotWait));
    return rules;
  }

  private static Check rule(String title, Check.Trial trial) {
    return new Check(GradePart.ROBUSTNESS, title, trial);
  }

  private static Check status(String title, String request, int status) {
    return rule(title, visit -> ask(visit.connect(), request, status));
  }

  private static void stays(Visit visit, String path) throws Mismatch, IOException {
    WebAnswer answer = WebAnswer.read(visit.connect().send(request("GET", path)), false);
    require(answer.status() >= 400 && !answer.body().contains("root:"), "400, 403 or 404");
  }

  /// Sends a letter from time to time, so that the connection is never idle.
  private static void doesNotWait(Visit visit) throws Mismatch, IOException, InterruptedException {
    Peer peer = visit.connect().send("GET / HTTP/1.1\r\nX-Slow: ");
    visit.did("continued with a letter every " + DRIP_MILLIS + " ms");
    int drips = 0;
    while (drips < MOST_DRIPS && !peer.hasSomething(DRIP_MILLIS)) {
      drips++;
      peer.write(new byte[] {'x'});
    }
    visit.saw("after " + drips * DRIP_MILLIS / 1000 + " s");
    next(peer, 408);
    peer.expectGone();
  }
}

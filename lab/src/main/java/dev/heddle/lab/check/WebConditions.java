package dev.heddle.lab.check;

import static dev.heddle.lab.check.WebRequests.ask;
import static dev.heddle.lab.check.WebRequests.get;
import static dev.heddle.lab.check.WebRequests.header;
import static dev.heddle.lab.check.WebRequests.require;

import java.io.IOException;
import java.util.List;

/// Only if it has changed; only a part of it: RFC 9110, sections 13 and 14.
final class WebConditions {
  private static final String LONG_AGO = "Sat, 01 Jan 2000 00:00:00 GMT";
  private static final String OTHER = "\"no-tag-of-yours\"";

  private WebConditions() {}

  /// The page, and the validators of its version.
  private record Page(Peer peer, String tag, String modified, int length) {
    static Page of(Visit visit) throws Mismatch, IOException {
      Peer peer = visit.connect();
      WebAnswer answer = ask(peer, get(), 200);
      return new Page(
          peer,
          header(answer, "etag"),
          header(answer, "last-modified"),
          Integer.parseInt(header(answer, "content-length")));
    }

    WebAnswer expect(int status, String... headers) throws Mismatch, IOException {
      return ask(peer, get(headers), status);
    }

    boolean isWhole(WebAnswer answer) {
      return answer.header("content-length").equals(Integer.toString(length));
    }
  }

  /// What the page's answers must be.
  private interface Trial {
    void run(Page page) throws Mismatch, IOException;
  }

  static List<Check> rules() {
    return List.of(
        rule("If-None-Match: an unchanged file is not sent again: 304", WebConditions::noneMatch),
        rule(
            "If-Modified-Since: an unchanged file is not sent again: 304",
            WebConditions::modifiedSince),
        rule(
            "If-None-Match counts more than If-Modified-Since",
            page ->
                page.expect(
                    200, "If-None-Match: " + OTHER, "If-Modified-Since: " + page.modified())),
        rule("If-Match: a different tag: 412", WebConditions::match),
        rule("If-Unmodified-Since: changed since: 412", WebConditions::unmodifiedSince),
        rule("Range: sends a part: 206", WebConditions::sendsPart),
        rule("Range: sends the last bytes: 206", WebConditions::sendsEnd),
        rule("Range: sends several parts: 206", WebConditions::sendsParts),
        rule("Range: no such part: 416", WebConditions::refusesPart),
        rule("Range: an invalid one is ignored: 200", WebConditions::ignoresNonsense),
        rule("If-Range: a part only if the file is unchanged", WebConditions::sendsPartOfTheSame));
  }

  private static Check rule(String title, Trial trial) {
    return new Check(GradePart.BEHAVIOUR, title, visit -> trial.run(Page.of(visit)));
  }

  private static void noneMatch(Page page) throws Mismatch, IOException {
    page.expect(304, "If-None-Match: " + page.tag());
    page.expect(304, "If-None-Match: " + OTHER + ", " + page.tag());
    page.expect(304, "If-None-Match: *");
    page.expect(200, "If-None-Match: " + OTHER);
  }

  private static void modifiedSince(Page page) throws Mismatch, IOException {
    page.expect(304, "If-Modified-Since: " + page.modified());
    page.expect(200, "If-Modified-Since: " + LONG_AGO);
  }

  private static void match(Page page) throws Mismatch, IOException {
    page.expect(412, "If-Match: " + OTHER);
    page.expect(200, "If-Match: *");
  }

  private static void unmodifiedSince(Page page) throws Mismatch, IOException {
    page.expect(412, "If-Unmodified-Since: " + LONG_AGO);
    page.expect(200, "If-Unmodified-Since: " + page.modified());
  }

  private static void sendsPart(Page page) throws Mismatch, IOException {
    part(page.expect(206, "Range: bytes=0-0"), "bytes 0-0/" + page.length());
  }

  private static void sendsEnd(Page page) throws Mismatch, IOException {
    int last = page.length() - 1;
    String range = "bytes " + last + "-" + last + "/" + page.length();
    part(page.expect(206, "Range: bytes=-1"), range);
    part(page.expect(206, "Range: bytes=" + last + "-"), range);
  }

  private static void part(WebAnswer answer, String range) throws Mismatch {
    require(answer.header("content-range").equals(range), "\"Content-Range: " + range + '"');
    require(answer.body().length() == 1, "one byte");
  }

  /// A server may send one part that has both, if that is shorter.
  private static void sendsParts(Page page) throws Mismatch, IOException {
    WebAnswer answer = page.expect(206, "Range: bytes=0-0,-1");
    boolean several = answer.header("content-type").startsWith("multipart/byteranges");
    require(
        several || answer.header("content-range").startsWith("bytes 0-"),
        "\"Content-Type: multipart/byteranges\"");
  }

  private static void refusesPart(Page page) throws Mismatch, IOException {
    WebAnswer answer = page.expect(416, "Range: bytes=" + page.length() + "-");
    String range = "bytes */" + page.length();
    require(answer.header("content-range").equals(range), "\"Content-Range: " + range + '"');
  }

  private static void ignoresNonsense(Page page) throws Mismatch, IOException {
    require(page.isWhole(page.expect(200, "Range: bytes=x")), "all of it");
    require(page.isWhole(page.expect(200, "Range: ells=0-0")), "all of it");
  }

  private static void sendsPartOfTheSame(Page page) throws Mismatch, IOException {
    require(page.isWhole(page.expect(200, "Range: bytes=0-0", "If-Range: " + OTHER)), "all of it");
    if (!page.tag().startsWith("W/")) { // a weak one would not do
      page.expect(206, "Range: bytes=0-0", "If-Range: " + page.tag());
    }
  }
}

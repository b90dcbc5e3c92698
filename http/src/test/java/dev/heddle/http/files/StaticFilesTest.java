package dev.heddle.http.files;

import static dev.heddle.http.HttpTalk.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.Engine;
import dev.heddle.fixtures.LogCapture;
import dev.heddle.http.HttpTalk;
import dev.heddle.http.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
  @TempDir Path folder;

  private static Stream<Engine> engines() {
    return Stream.of(Engine.blocking(), Engine.threads(), Engine.virtual(), Engine.loops(1));
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("engines")
  void servesSmallAndLargeFiles(Engine engine) throws IOException {
    byte[] large = random(3 * 1024 * 1024 + 1);
    byte[] medium = random(100 * 1024);
    try (Site site = new Site(folder, false, engine)) {
      site.file("a.html", "<p>é")
          .file("large.bin", large)
          .file("medium.bin", medium)
          .file("empty", "");
      for (int twice = 0; twice < 2; twice++) {
        Reply reply = site.client.get("/a.html").reply();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("<p>é");
        assertThat(reply.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(reply.header("Last-Modified")).isEqualTo(Site.LAST_MODIFIED);
        assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(reply.header("ETag")).matches("\"[0-9a-f-]+\"");
        assertThat(site.client.get("/medium.bin").reply().body()).isEqualTo(medium);
        assertThat(site.client.get("/large.bin").reply().body()).isEqualTo(large);
        assertThat(site.client.get("/empty").reply().body()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFileThatShrinksWhileItIsSentEndsInAResetAfterTheEarlierAnswers(Engine engine)
      throws IOException {
    try (Site site = new Site(folder, false, engine);
        var large = new RandomAccessFile(site.root.resolve("large").toFile(), "rw")) {
      large.setLength(256L * 1024 * 1024); // more than lies in any socket's buffers
      site.file("a.txt", "whole");
      site.client.send(request("GET", "/a.txt") + request("GET", "/large"));
      assertThat(site.client.reply().text()).isEqualTo("whole");
      assertThat(site.client.take(12)).isEqualTo("HTTP/1.1 200");
      large.setLength(1024 * 1024);
      assertThatThrownBy(site.client::skipRest).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void headSaysWhatGetWouldSend() throws IOException {
    try (Site site = new Site(folder)) {
      site.file("a.txt", "text").file("large", random(2_000_000));
      Reply reply = site.client.send(request("HEAD", "/a.txt")).replyToHead();
      assertThat(reply.header("Content-Length")).isEqualTo("4");
      reply = site.client.send(request("HEAD", "/large")).replyToHead();
      assertThat(reply.header("Content-Length")).isEqualTo("2000000");
      assertThat(site.client.get("/a.txt").reply().text()).isEqualTo("text");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"})
  void otherMethodsAreNotAllowed(String method) throws IOException {
    try (Site site = new Site(folder)) {
      Reply reply = site.file("a", "").client.send(request(method, "/a")).reply();
      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.header("Allow")).isEqualTo("GET, HEAD");
    }
  }

  @Test
  void aFolderIsServedByItsIndexAndNamedWithASlash() throws IOException {
    try (Site site = new Site(folder)) {
      site.file("index.html", "home").file("sub/index.html", "sub").file("other/x", "");
      assertThat(site.client.get("/").reply().text()).isEqualTo("home");
      assertThat(site.client.get("/sub/").reply().text()).isEqualTo("sub");
      Reply moved = site.client.get("/sub?a=b").reply();
      assertThat(moved.status()).isEqualTo(301);
      assertThat(moved.header("Location")).isEqualTo("/sub/?a=b");
      assertThat(site.client.get("/other/").reply().status()).isEqualTo(404);
    }
  }

  @Test
  void aNameWithoutAnExtensionHasNoTypeEvenIfItIsOne() throws IOException {
    try (Site site = new Site(folder)) {
      site.file("html", "<script>").file("a.html", "").file("sub/json", "");
      assertThat(type(site, "/html")).isEqualTo("application/octet-stream");
      assertThat(type(site, "/sub/json")).isEqualTo("application/octet-stream");
      assertThat(type(site, "/a.html")).isEqualTo("text/html; charset=utf-8");
    }
  }

  private static String type(Site site, String path) throws IOException {
    return site.client.get(path).reply().header("Content-Type");
  }

  @Test
  void aRedirectNeverLeadsToAnotherHost() throws IOException {
    try (Site site = new Site(folder)) {
      Files.createDirectories(site.root.resolve("evil.example/a b"));
      Reply moved = site.client.get("//evil.example/a%20b").reply();
      assertThat(moved.header("Location")).isEqualTo("/evil.example/a%20b/");
    }
  }

  @Test
  void namesMayHaveBlanksAndAnyLetters() throws IOException {
    try (Site site = new Site(folder)) {
      site.file("a b%c?.txt", "odd").file("sub/x", "x");
      assertThat(site.client.get("/a%20b%25c%3F.txt").reply().text()).isEqualTo("odd");
      assertThat(site.client.get("/a%20b%25c%3f.txt?query").reply().text()).isEqualTo("odd");
      assertThat(site.client.get("/sub/../sub/./x").reply().text()).isEqualTo("x");
      assertThat(site.client.get("//sub//x").reply().text()).isEqualTo("x");
      assertThat(site.client.get("/%73ub/x").reply().text()).isEqualTo("x");
    }
  }

  @Test
  void aNameWithAPercentSignIsNotConfusedWithWhatItWouldEncode() throws IOException {
    try (Site site = new Site(folder)) {
      site.file("%41", "percent").file("A", "letter");
      for (int twice = 0; twice < 2; twice++) {
        assertThat(site.client.get("/%2541").reply().text()).isEqualTo("percent");
        assertThat(site.client.get("/%41").reply().text()).isEqualTo("letter");
      }
    }
  }

  @Test
  void aFileThatIsReplacedByOneOfTheSameSizeAndTimeIsAnother() throws IOException {
    try (Site site = new Site(folder)) {
      byte[] large = random(2_000_000);
      site.file("a", "AAAA").file("large", large);
      String etag = site.client.get("/a").reply().header("ETag");
      String largeTag = site.client.get("/large").reply().header("ETag");
      large[7]++;
      site.file("new", "BBBB").file("newLarge", large);
      Files.move(
          site.root.resolve("new"), site.root.resolve("a"), StandardCopyOption.REPLACE_EXISTING);
      Files.move(
          site.root.resolve("newLarge"),
          site.root.resolve("large"),
          StandardCopyOption.REPLACE_EXISTING);
      site.letTimePass();
      assertThat(site.client.get("/a", "If-None-Match: " + etag).reply().text()).isEqualTo("BBBB");
      assertThat(site.client.get("/large", "If-None-Match: " + largeTag).reply().body())
          .isEqualTo(large);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00Z", "1980-01-01T00:00:00Z", "2999-01-01T00:00:00Z"})
  void aMeaninglessTimeValidatesNothing(String time) throws IOException {
    try (Site site = new Site(folder)) {
      site.file("a", "text");
      Files.setLastModifiedTime(site.root.resolve("a"), FileTime.from(Instant.parse(time)));
      Reply reply =
          site.client.get("/a", "If-Modified-Since: Fri, 31 Dec 2999 00:00:00 GMT").reply();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.has("Last-Modified")).isFalse();
      assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(site.client.get("/a", "If-None-Match: " + reply.header("ETag")).reply().status())
          .isEqualTo(304);
    }
  }

  @Test
  void aListingHasNoLinksThatLeadTo404() throws Exception {
    try (Site site = new Site(folder, true, Engine.virtual())) {
      Files.writeString(folder.resolve("outside"), "secret");
      site.file("a", "").file(".hidden", "").file("c\rd", "").file("sub/x", "");
      site.file("data/withheld", "").file("data/chat.db", "secret");
      for (String target : List.of("../outside", "..", "nowhere", "data", "/")) {
        Files.createSymbolicLink(
            site.root.resolve("to" + target.replaceAll("[./]", "_")), Path.of(target));
      }
      Files.createSymbolicLink(site.root.resolve("good"), Path.of("sub/x"));
      Reply reply = site.client.get("/").reply();
      assertThat(reply.text().lines().filter(line -> line.contains("href")))
          .hasSize(3)
          .anyMatch(line -> line.contains("./a\""))
          .anyMatch(line -> line.contains("./good\""))
          .anyMatch(line -> line.contains("./sub/\""));
      assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
  }

  @Test
  void aListingIsNotMadeAnewForEachRequest() throws IOException {
    try (Site site = new Site(folder, true, Engine.virtual())) {
      site.file("a", "");
      assertThat(site.client.get("/").reply().text()).contains("./a\"");
      site.file("b", "");
      assertThat(site.client.get("/").reply().text()).doesNotContain("./b\"");
      site.letTimePass();
      assertThat(site.client.get("/").reply().text()).contains("./b\"");
    }
  }

  @Test
  void aVeryLongNameIsNotFound() throws IOException {
    try (Site site = new Site(folder)) {
      assertThat(site.client.get('/' + "x".repeat(300)).reply().status()).isEqualTo(404);
      assertThat(site.client.get('/' + "x/".repeat(4000)).reply().status()).isEqualTo(404);
    }
  }

  @Test
  void aFileThatChangesIsServedAnewAfterASecond() throws IOException {
    try (Site site = new Site(folder)) {
      site.file("a", "old");
      String etag = site.client.get("/a").reply().header("ETag");
      Files.writeString(site.root.resolve("a"), "new");
      assertThat(site.client.get("/a").reply().text()).isEqualTo("old");
      site.letTimePass();
      Reply reply = site.client.get("/a").reply();
      assertThat(reply.text()).isEqualTo("new");
      assertThat(reply.header("ETag")).isNotEqualTo(etag);
      Files.delete(site.root.resolve("a"));
      site.letTimePass();
      assertThat(site.client.get("/a").reply().status()).isEqualTo(404);
      assertThat(site.file("a", "back").client.get("/a").reply().text()).isEqualTo("back");
    }
  }

  @Test
  void aLargeFileIsNeverStale() throws IOException {
    try (Site site = new Site(folder)) {
      byte[] one = random(2_000_000);
      byte[] two = random(2_500_000);
      assertThat(site.file("a", one).client.get("/a").reply().body()).isEqualTo(one);
      assertThat(site.file("a", two).client.get("/a").reply().body()).isEqualTo(two);
    }
  }

  @Test
  void aCompressedSiblingIsSentToAClientThatAcceptsIt() throws IOException {
    try (Site site = new Site(folder)) {
      site.file("a.js", "plain").file("a.js.br", "brotli").file("a.js.gz", "gzip");
      Reply reply = site.client.get("/a.js", "Accept-Encoding: gzip, br").reply();
      assertThat(reply.text()).isEqualTo("brotli");
      assertThat(reply.header("Content-Encoding")).isEqualTo("br");
      assertThat(reply.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
      assertThat(reply.header("Vary")).isEqualTo("Accept-Encoding");
      String brotli = reply.header("ETag");
      assertThat(site.client.get("/a.js", "Accept-Encoding: gzip").reply().text())
          .isEqualTo("gzip");
      Reply plain = site.client.get("/a.js").reply();
      assertThat(plain.text()).isEqualTo("plain");
      assertThat(plain.has("Content-Encoding")).isFalse();
      assertThat(plain.header("Vary")).isEqualTo("Accept-Encoding");
      assertThat(plain.header("ETag")).isNotEqualTo(brotli);
    }
  }

  @Test
  void aCompressedSiblingThatIsStillEmptyIsLeftAlone() throws IOException {
    try (Site site = new Site(folder)) {
      site.file("a", "plain").file("a.gz", "");
      Reply reply = site.client.get("/a", "Accept-Encoding: gzip").reply();
      assertThat(reply.text()).isEqualTo("plain");
      assertThat(reply.has("Content-Encoding")).isFalse();
    }
  }

  @Test
  void aCompressedSiblingThatIsOlderIsLeftAlone() throws IOException {
    try (Site site = new Site(folder)) {
      site.file("a.js.gz", "old").file("a.js", "");
      Files.writeString(site.root.resolve("a.js"), "newer");
      Reply reply = site.client.get("/a.js", "Accept-Encoding: gzip").reply();
      assertThat(reply.text()).isEqualTo("newer");
      assertThat(reply.has("Vary")).isFalse();
    }
  }

  @Test
  void aListingHasWhatIsServedAndNothingElse() throws IOException {
    try (Site site = new Site(folder, true, Engine.virtual())) {
      site.file("b<&>.txt", "text").file("a b/x", "").file(".hidden", "").file("big", random(5000));
      Reply reply = site.client.get("/").reply();
      assertThat(reply.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(reply.text())
          .contains("<a href=\"./a%20b/\">a b/</a>")
          .contains(
              "<a href=\"./b%3C%26%3E.txt\">b&lt;&amp;&gt;.txt</a><td>4 B<td>2026-01-02 03:04")
          .contains("<td>4.9 KiB<td>")
          .doesNotContain("hidden")
          .doesNotContain("../");
      assertThat(reply.text().indexOf("a b/")).isLessThan(reply.text().indexOf("b&lt;"));
      assertThat(site.client.get("/a%20b/").reply().text())
          .contains("<h1>Index of /a b/</h1>")
          .contains("<a href=\"../\">");
    }
  }

  @Test
  void aSparseFileOf10GiBIsReadAtAnyPlace() throws IOException {
    try (Site site = new Site(folder)) {
      long size = 10L * 1024 * 1024 * 1024;
      try (var file = new RandomAccessFile(site.root.resolve("huge").toFile(), "rw")) {
        file.setLength(size);
        file.seek(size - 3);
        file.write("end".getBytes(StandardCharsets.US_ASCII));
      }
      Reply head = site.client.send(request("HEAD", "/huge")).replyToHead();
      assertThat(head.header("Content-Length")).isEqualTo("" + size);
      Reply part = site.client.get("/huge", "Range: bytes=-4").reply();
      assertThat(part.header("Content-Range"))
          .isEqualTo("bytes " + (size - 4) + "-" + (size - 1) + "/" + size);
      assertThat(part.text()).isEqualTo("\0end");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2 * 1024 * 1024})
  void whatMayNotBeReadIsForbidden(int size) throws IOException {
    Path file = folder.resolve("root/private");
    try (Site site = new Site(folder);
        var log = new LogCapture()) {
      site.file("private", new byte[size]);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
      int expected = Files.isReadable(file) ? 200 : 403; // root may read all
      assertThat(site.client.get("/private").reply().status()).isEqualTo(expected);
      assertThat(site.client.send(request("HEAD", "/private")).replyToHead().status())
          .isEqualTo(expected);
      assertThat(log.atLeast(Level.WARNING)).isEmpty();
    }
  }

  @Test
  void filesThatCannotBeReadAreOneLineOfTheLogForAWhile() throws IOException {
    Path device = Path.of("/sys/devices/virtual/net/lo"); // reading its speed fails: EINVAL
    assumeTrue(Files.exists(device.resolve("speed")));
    var files = new StaticFiles(device, false);
    try (var log = new LogCapture()) {
      for (int i = 0; i < 3; i++) {
        try (HttpTalk client = HttpTalk.with(files)) {
          Reply reply = client.get("/speed").reply();
          assertThat(reply.status()).isEqualTo(500);
          assertThat(reply.text()).isEqualTo("internal error\n");
        }
      }
      assertThat(log.atLeast(Level.WARNING))
          .singleElement()
          .satisfies(record -> {
            assertThat(record.getThrown()).isNull();
            assertThat(record.getMessage())
                .contains("GET /speed: reading the file failed: ", "Invalid argument");
          });
    }
  }

  @Test
  void filesThatAreCutShortWhileTheyAreSentAreOneLineOfTheLogForAWhile() throws IOException {
    try (Site site = new Site(folder);
        var log = new LogCapture();
        var file = new RandomAccessFile(site.root.resolve("large").toFile(), "rw")) {
      for (int i = 0; i < 3; i++) {
        file.setLength(64 * 1024 * 1024); // more than fits into the buffers of a connection
        HttpTalk client = site.client.another(); // its end would be the server's, too
        client.get("/large").take(1000);
        file.setLength(1000);
        assertThatThrownBy(
                () -> {
                  client.skipRest();
                  throw new EOFException("not reset");
                })
            .isInstanceOf(SocketException.class);
      }
      assertThat(log.atLeast(Level.WARNING))
          .singleElement()
          .satisfies(record -> {
            assertThat(record.getThrown()).isNull();
            assertThat(record.getMessage()).contains("GET /large: sending the file failed: ");
          });
    }
  }

  @Test
  void aFolderThatMayNotBeReadIsNotListed() throws IOException {
    Path place = folder.resolve("root/private");
    try (Site site = new Site(folder, true, Engine.virtual());
        var log = new LogCapture()) {
      site.file("private/a", "");
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("--x--x--x"));
      int expected = Files.isReadable(place) ? 200 : 403; // as above
      assertThat(site.client.get("/private/").reply().status()).isEqualTo(expected);
      assertThat(site.client.get("/private/a").reply().status()).isEqualTo(200);
      assertThat(log.atLeast(Level.WARNING)).isEmpty();
      Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void aLargeFileThatIsDeletedBeforeItIsOpenedIsNotThere() throws IOException {
    Path root = Files.createDirectories(folder.resolve("root"));
    Path file = Files.write(root.resolve("large"), new byte[2 * 1024 * 1024]);
    Files.writeString(root.resolve("large.gz"), "compressed");
    Predicate<Path> deleting = path -> path.endsWith("large.gz") && file.toFile().delete();
    var files = new StaticFiles(root, false, deleting); // it is asked once the file was looked at
    try (HttpTalk client = HttpTalk.with(files);
        var log = new LogCapture()) {
      assertThat(client.get("/large").reply().status()).isEqualTo(404);
      assertThat(file).doesNotExist();
      assertThat(log.atLeast(Level.WARNING)).isEmpty();
    }
  }
}

package dev.heddle.http.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.http.HttpDate;
import dev.heddle.http.HttpHeaders;
import dev.heddle.http.HttpTalk;
import dev.heddle.http.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 9110 §13 and §14 on a file of 100 bytes; in the tables, `ETAG` and `DATE` stand for its own.
class ConditionalRequestsTest {
  private static final String CONTENT = "0123456789".repeat(10);

  @TempDir Path folder;
  private Site site;
  private String etag;

  @BeforeEach
  void serve() throws IOException {
    site = new Site(folder);
    site.file("a", CONTENT);
    etag = site.client.get("/a").reply().header("ETag");
  }

  @AfterEach
  void close() throws IOException {
    site.close();
  }

  private Reply get(String lines) throws IOException {
    return site.client.get("/a", lines(lines)).reply();
  }

  private String[] lines(String lines) {
    List<String> filled = new ArrayList<>();
    for (String line : lines.split("~")) {
      filled.add(line.strip().replace("ETAG", etag).replace("DATE", Site.LAST_MODIFIED));
    }
    return filled.toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '$',
      value = {
        // §13.1.2
        "304 | If-None-Match: ETAG",
        "304 | If-None-Match: W/ETAG", // weak comparison
        "304 | If-None-Match: *",
        "304 | If-None-Match: \"x\", ETAG",
        "304 | If-None-Match: \"x\" ~ If-None-Match: ETAG",
        "304 | If-None-Match: \"a,b\",ETAG",
        "200 | If-None-Match: \"x\"",
        "200 | If-None-Match: \"x",
        "200 | If-None-Match: x",
        // §13.1.3
        "304 | If-Modified-Since: DATE",
        "304 | If-Modified-Since: Fri, 02 Jan 2026 03:04:06 GMT",
        "304 | If-Modified-Since: Friday, 02-Jan-26 03:04:05 GMT",
        "304 | If-Modified-Since: Fri Jan  2 03:04:05 2026",
        "200 | If-Modified-Since: Fri, 02 Jan 2026 03:04:04 GMT",
        "200 | If-Modified-Since: tomorrow", // ignored
        "200 | If-Modified-Since: Sat, 31 Feb 2026 03:04:05 GMT",
        "200 | If-Modified-Since: DATE ~ If-Modified-Since: DATE", // one date, or none
        "200 | If-None-Match: \"x\" ~ If-Modified-Since: DATE", // the tag counts alone
        "304 | If-None-Match: ETAG ~ If-Modified-Since: Fri, 02 Jan 2026 03:04:04 GMT",
        // §13.1.1
        "200 | If-Match: ETAG",
        "200 | If-Match: *",
        "200 | If-Match: \"x\" , ETAG",
        "412 | If-Match: \"x\"",
        "412 | If-Match: W/ETAG", // strong comparison
        "412 | If-Match: nonsense",
        // §13.1.4
        "200 | If-Unmodified-Since: DATE",
        "412 | If-Unmodified-Since: Fri, 02 Jan 2026 03:04:04 GMT",
        "200 | If-Unmodified-Since: yesterday", // ignored
        "200 | If-Match: ETAG ~ If-Unmodified-Since: Fri, 02 Jan 2026 03:04:04 GMT",
        // §13.2.2, the order
        "412 | If-Match: \"x\" ~ If-None-Match: ETAG",
        "304 | If-Match: ETAG ~ If-None-Match: ETAG",
        "412 | If-Match: \"x\" ~ Range: bytes=0-1",
        "304 | If-None-Match: ETAG ~ Range: bytes=0-1",
        // §13.1.5
        "206 | Range: bytes=0-1 ~ If-Range: ETAG",
        "200 | Range: bytes=0-1 ~ If-Range: W/ETAG",
        "200 | Range: bytes=0-1 ~ If-Range: \"x\"",
        "206 | Range: bytes=0-1 ~ If-Range: DATE",
        "200 | Range: bytes=0-1 ~ If-Range: Fri, 02 Jan 2026 03:04:06 GMT", // the same, or none
        "200 | Range: bytes=0-1 ~ If-Range: nonsense",
        "200 | Range: bytes=999- ~ If-Range: \"x\"",
        // §14.2
        "206 | Range: bytes=0-1",
        "206 | Range: bytes=0-1,5-6",
        "416 | Range: bytes=100-",
        "200 | Range: lines=0-1",
        "200 | Range: bytes=2-1",
        "200 | Range: bytes=0-1 ~ Range: bytes=4-5", // which of them would be a guess
        "200 | Range: bytes=0-1 ~ If-Range: ETAG ~ If-Range: ETAG",
      })
  void theStatusOf(int status, String lines) throws IOException {
    Reply reply = get(lines);
    assertThat(reply.status()).isEqualTo(status);
    if (status == 200) {
      assertThat(reply.text()).isEqualTo(CONTENT);
    }
    assertThat(get("X: y").status()).isEqualTo(200); // and the connection is in step
  }

  @Test
  void notModifiedTellsWhatACacheNeeds() throws IOException {
    Reply reply = get("If-None-Match: *");
    assertThat(reply.header("ETag")).isEqualTo(etag);
    assertThat(reply.header("Last-Modified")).isEqualTo(Site.LAST_MODIFIED);
    assertThat(reply.has("Date")).isTrue();
    assertThat(reply.has("Content-Type")).isFalse();
  }

  @Test
  void onePart() throws IOException {
    Reply reply = get("Range: bytes=12-15");
    assertThat(reply.text()).isEqualTo("2345");
    assertThat(reply.header("Content-Range")).isEqualTo("bytes 12-15/100");
    assertThat(reply.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(reply.header("ETag")).isEqualTo(etag);
  }

  @Test
  void severalParts() throws IOException {
    Reply reply = get("Range: bytes=-2, 12-15");
    String boundary = reply.header("Content-Type").replace("multipart/byteranges; boundary=", "");
    assertThat(boundary).matches("[0-9a-f]{16}");
    assertThat(reply.has("Content-Range")).isFalse();
    assertThat(reply.text())
        .isEqualTo(
            """
            ~--BOUNDARY~
            Content-Type: application/octet-stream~
            Content-Range: bytes 98-99/100~
            ~
            89~
            --BOUNDARY~
            Content-Type: application/octet-stream~
            Content-Range: bytes 12-15/100~
            ~
            2345~
            --BOUNDARY--~
            """
                .replace("~\n", "\r\n")
                .replace("~--", "\r\n--")
                .replace("BOUNDARY", boundary));
  }

  @Test
  void anUnsatisfiableRangeIsAnsweredWithTheSize() throws IOException {
    Reply reply = get("Range: bytes=100-");
    assertThat(reply.header("Content-Range")).isEqualTo("bytes */100");
    assertThat(reply.text()).isEqualTo("no such range in 100 bytes\n");
  }

  @Test
  void headHasNoRangesButConditions() throws IOException {
    Reply reply =
        site.client.send(HttpTalk.request("HEAD", "/a", "Range: bytes=0-1")).replyToHead();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Length")).isEqualTo("100");
    reply = site.client.send(HttpTalk.request("HEAD", "/a", "If-None-Match: *")).replyToHead();
    assertThat(reply.status()).isEqualTo(304);
  }

  @Test
  void partsOfALargeFile() throws IOException {
    byte[] large = new byte[3_000_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i / 1000);
    }
    site.file("large", large);
    Reply reply = site.client.get("/large", "Range: bytes=1000000-2999999").reply();
    assertThat(reply.status()).isEqualTo(206);
    assertThat(reply.body()).isEqualTo(Arrays.copyOfRange(large, 1_000_000, 3_000_000));
    reply = site.client.get("/large", "Range: bytes=0-9,2999990-").reply();
    assertThat(reply.text()).contains("Content-Range: bytes 2999990-2999999/3000000");
    assertThat(site.client.get("/large", "Range: bytes=3000000-").reply().status()).isEqualTo(416);
  }

  @Test
  void aDateTooYoungToBeSureOfIsNoReasonForAPart() {
    Instant modified = HttpDate.parse(Site.LAST_MODIFIED);
    HttpHeaders headers = HttpHeaders.of("If-Range", Site.LAST_MODIFIED);
    assertThat(Conditions.rangeCounts(headers, "", modified, modified.plusSeconds(1))).isFalse();
    assertThat(Conditions.rangeCounts(headers, "", modified, modified.plusSeconds(2))).isTrue();
  }
}

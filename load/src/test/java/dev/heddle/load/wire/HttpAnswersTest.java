package dev.heddle.load.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswersTest {
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nA: b\r\nCONTENT-LENGTH:5\r\nC: d\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5, 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length:\r\n 005\t\r\n\r\nhello",
        "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
        "HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n",
        CHUNKED + "5\r\nhello\r\n0\r\n\r\n",
        CHUNKED + "0005 ;x\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n"
            + "transfer-encoding: gzip, Chunked\r\n\r\n"
            + "A;x=y\r\n"
            + "0123456789\r\n"
            + "0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n"
            + "Transfer-Encoding: gzip\r\n"
            + "X: y\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n"
            + "Content-Length: 9\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "1\r\n"
            + "a\r\n"
            + "0\r\n\r\n",
        CHUNKED + "1\r\na\r\n0\r\nTrailer: x\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
      })
  void anAnswerEndsWhereItsHeadSaysHoweverItIsCut(String answer) throws Exception {
    for (int size = 1; size <= answer.length(); size++) {
      assertThat(new Reading(new HttpAnswers()).answers(answer + answer + "HTTP/1.1 2", size))
          .as("in pieces of %s", size)
          .hasSize(2);
    }
  }

  @Test
  void theContentIsTheBodyWithoutItsChunksAndInterimAnswersAreNone() throws Exception {
    String early = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
    var reading = new Reading(new HttpAnswers());
    assertThat(reading.answers(early + CHUNKED + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", 7))
        .containsExactly(CHUNKED + "hello");
    assertThat(reading.answer.contentIs(ByteBuffer.wrap(bytes("hello")))).isTrue();
    assertThat(reading.answer.status()).isEqualTo(200);
    assertThat(reading.answer.excerpt()).isEqualTo("\"HTTP/1.1 200 OK\" and \"hello\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\r\nServer: x\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\n\r\n",
      })
  void anAnswerWithoutALengthEndsWithTheConnection(String answer) throws Exception {
    var reading = new Reading(new HttpAnswers());
    assertThat(reading.answers(answer)).isEmpty();
    assertThat(reading.reader.endsWithConnection()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
        CHUNKED,
        CHUNKED + "5\r\nhello\r\n",
        CHUNKED + "5\r\nhello\r\n0\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort",
      })
  void aTruncatedAnswerDoesNotEndWithTheConnection(String answer) throws Exception {
    var reading = new Reading(new HttpAnswers());
    assertThat(reading.answers(answer)).isEmpty();
    assertThat(reading.reader.endsWithConnection()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0",
        "<html>hello",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 O\0K\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        CHUNKED + "xyz\r\n",
        CHUNKED + "-5\r\nhello",
        CHUNKED + "\r\n",
        CHUNKED + "5 hello\r\n",
        CHUNKED + "ffffffffffffffffff\r\n",
        CHUNKED + "2\r\nhello\r\n",
      })
  void whatIsNoAnswerIsRefusedHoweverItIsCut(String text) {
    for (int size = 1; size <= text.length(); size++) {
      var reading = new Reading(new HttpAnswers());
      int pieces = size;
      assertThatThrownBy(() -> reading.answers(text, pieces))
          .as("in pieces of %s", size)
          .isInstanceOf(MalformedAnswerException.class);
    }
  }

  @Test
  void whatHasNoEndIsRefusedAndLittleOfItIsKept() {
    String ok = "HTTP/1.1 200 OK\r\n";
    String much = "b".repeat(70_000);
    assertRefused(ok + "A: " + much, "a line of more than 65,536 bytes");
    assertRefused(ok + "A: b\r\n".repeat(20_000), "a head of more than 65,536 bytes");
    assertRefused(
        "HTTP/1.1 102 Processing\r\n\r\n".repeat(20_000), "more than 100 interim answers");
    assertRefused(CHUNKED + "1;" + much, "a line of more than 4,096 bytes");
    assertRefused(CHUNKED + "0".repeat(70_000), "a line of more than 4,096 bytes");
    assertRefused(
        CHUNKED + "0\r\n" + "A: b\r\n".repeat(20_000), "a head of more than 65,536 bytes");
  }

  private static void assertRefused(String text, String message) {
    var memory = new AnswerMemory(200_000);
    assertThatThrownBy(() -> new Reading(new HttpAnswers(), memory, 0).answers(text, 100))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void ofABodyOnlyWhatIsWantedIsKeptHoweverLongItIs() throws Exception {
    var memory = new AnswerMemory(10_000);
    var reading = new Reading(new HttpAnswers(), memory, 100);
    String body = "x".repeat(1_000_000);
    assertThat(reading.answers("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + body, 1000))
        .hasSize(1);
    assertThat(reading.answer.excerpt()).endsWith("xxx\"… (1000000 bytes)");
    String chunks = "1\r\nx\r\n".repeat(100_000);
    assertThat(reading.answers(CHUNKED + chunks + "0\r\n\r\n", 1000)).hasSize(1);
    assertThat(
            reading.answers("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999\r\n\r\n" + body, 999))
        .isEmpty();
    assertThat(reading.reader.progress()).isEqualTo("1000000 of 9999999999999 bytes of the body");
  }

  @Test
  void theLastAnswerOfAConnectionIsKnownByAllLinesOfItsHead() throws Exception {
    assertThat(closes("HTTP/1.1 204 OK\r\nConnection: Close\r\n\r\n")).isTrue();
    assertThat(closes("HTTP/1.1 204 OK\r\nConnection: a\r\nConnection: b, close\r\n\r\n")).isTrue();
    assertThat(closes("HTTP/1.1 204 OK\r\nConnection: not-close\r\n\r\n")).isFalse();
    assertThat(closes("HTTP/1.1 204 OK\r\n\r\n")).isFalse();
    assertThat(closes("HTTP/1.0 204 OK\r\n\r\n")).isTrue();
    assertThat(closes("HTTP/1.0 204 OK\r\nConnection: keep-alive\r\n\r\n")).isFalse();
    assertThat(closes("HTTP/1.1 103 Hi\r\n\r\nHTTP/1.1 204 OK\r\nConnection: close\r\n\r\n"))
        .isTrue();
    assertThat(closes("HTTP/1.1 103 Hi\r\nConnection: close\r\n\r\nHTTP/1.1 204 OK\r\n\r\n"))
        .isFalse();
  }

  private static boolean closes(String answer) throws Exception {
    var reading = new Reading(new HttpAnswers());
    assertThat(reading.answers(answer)).hasSize(1);
    return reading.reader.closesAfter();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

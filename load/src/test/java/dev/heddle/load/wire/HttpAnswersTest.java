package dev.heddle.load.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswersTest {
  private static final HttpAnswers HTTP = new HttpAnswers();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nA: b\r\nCONTENT-LENGTH:5\r\nC: d\r\n\r\nhello",
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, Chunked\r\n\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nTrailer: x\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
      })
  void an_answer_ends_where_its_head_says_and_nowhere_before(String answer) throws Exception {
    byte[] bytes = (answer + "HTTP/1.1 200 OK\r\n").getBytes(StandardCharsets.UTF_8);
    for (int to = 0; to < answer.length(); to++) {
      assertThat(HTTP.end(bytes, 0, to, 0, bytes)).as("of %s", to).isEqualTo(Framing.MORE);
    }
    assertThat(HTTP.end(bytes, 0, bytes.length, 0, bytes)).isEqualTo(answer.length());
  }

  @Test
  void an_answer_without_a_length_ends_with_the_connection_and_others_do_not() throws Exception {
    byte[] open = "HTTP/1.0 200 OK\r\nServer: x\r\n\r\nhello".getBytes(StandardCharsets.UTF_8);
    assertThat(HTTP.end(open, 0, open.length, 0, open)).isEqualTo(Framing.MORE);
    assertThat(HTTP.endsWithConnection(open, 0, open.length)).isTrue();
    assertThat(HTTP.endsWithConnection(open, 0, 20)).isFalse();
    byte[] cut =
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello".getBytes(StandardCharsets.UTF_8);
    assertThat(HTTP.endsWithConnection(cut, 0, cut.length)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n",
      })
  void what_is_no_answer_is_refused(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> HTTP.end(bytes, 0, bytes.length, 0, bytes))
        .isInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void headers_without_end_are_refused() {
    byte[] bytes = ("HTTP/1.1 200 OK\r\nA: " + "b".repeat(70_000)).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> HTTP.end(bytes, 0, bytes.length, 0, bytes))
        .hasMessage("headers of more than 65536 bytes");
  }

  @Test
  void the_last_answer_of_a_connection_is_known() {
    assertThat(closes("HTTP/1.1 200 OK\r\nConnection: Close\r\n\r\n")).isTrue();
    assertThat(closes("HTTP/1.1 200 OK\r\n\r\n")).isFalse();
    assertThat(closes("HTTP/1.0 200 OK\r\n\r\n")).isTrue();
    assertThat(closes("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n")).isFalse();
  }

  private static boolean closes(String answer) {
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    return HTTP.closesAfter(bytes, 0, bytes.length);
  }
}

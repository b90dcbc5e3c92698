package dev.heddle.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a response may be.
class HttpResponseTest {
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 99, 100, 101, 103, 199, 600, 999, 1000})
  void aStatusThatIsNoAnswerIsRefusedWhenTheResponseIsMade(int status) {
    assertThatThrownBy(() -> HttpResponse.empty(status))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not the status of an answer: " + status);
  }

  @ParameterizedTest
  @CsvSource({
    "200, OK",
    "203, Non-Authoritative Information",
    "302, Found",
    "413, Content Too Large",
    "414, URI Too Long",
    "416, Range Not Satisfiable",
    "422, Unprocessable Content",
    "505, HTTP Version Not Supported"
  })
  void theStatusLineHasTheWordsOfTheRfc(int status, String words) throws IOException {
    try (HttpTalk client = HttpTalk.with(request -> HttpResponse.text(status, "x"))) {
      assertThat(client.get("/").reply().head()).startsWith("HTTP/1.1 " + status + ' ' + words);
    }
  }

  @Test
  void aStatusWithoutANameIsSentWithoutWords() throws IOException {
    try (HttpTalk client = HttpTalk.with(request -> HttpResponse.empty(599).closing())) {
      assertThat(client.get("/").takeRest()).startsWith("HTTP/1.1 599 \r\nContent-Length: 0\r\n");
    }
  }
}

package dev.heddle.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Engine;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Bodies that a handler takes from a file.
class FileBodyTest {
  private static final String TEXT = "0123456789".repeat(50_000);

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void writesTheFile() throws IOException {
    path = Files.writeString(folder.resolve("file"), TEXT, US_ASCII);
  }

  /// @param length which `Content-Length` to promise, or -1
  /// @param count how many bytes of the file to write
  private HttpHandler sending(long length, long count) {
    return request ->
        HttpResponse.streamed(
            200,
            "text/plain",
            length,
            body -> {
              body.write('<');
              try (FileChannel file = FileChannel.open(path)) {
                body.writeFile(file, 0, 0);
                body.writeFile(file, 5, count);
              }
              body.write('>');
            });
  }

  @ParameterizedTest
  @MethodSource("dev.heddle.http.HttpTalk#engines")
  void aFileIsSentInABodyOfAnyFraming(Engine engine) throws IOException {
    String whole = "<" + TEXT.substring(5, 400_005) + ">";
    try (HttpTalk client = HttpTalk.with(new Http(sending(400_002, 400_000)), engine)) {
      for (int twice = 0; twice < 2; twice++) {
        assertThat(client.get("/").reply().text()).isEqualTo(whole);
      }
    }
    try (HttpTalk client = HttpTalk.with(new Http(sending(-1, 400_000)), engine)) {
      for (int twice = 0; twice < 2; twice++) {
        Reply reply = client.get("/").reply();
        assertThat(reply.header("Transfer-Encoding")).isEqualTo("chunked");
        assertThat(reply.text()).isEqualTo(whole);
      }
      assertThat(client.send("GET / HTTP/1.0\r\n\r\n").reply().text()).isEqualTo(whole);
    }
  }

  @Test
  void aFileThatIsTooShortDoesNotLookWhole() throws IOException {
    for (long length : new long[] {600_002, -1}) {
      try (HttpTalk client = HttpTalk.with(sending(length, 600_000))) {
        client.get("/");
        assertThatThrownBy(client::reply)
            .isInstanceOfAny(EOFException.class, SocketException.class);
      }
    }
  }

  @Test
  void noMoreOfAFileIsSentThanWasPromised() throws IOException {
    try (HttpTalk client = HttpTalk.with(sending(1_000, 400_000))) {
      client.get("/");
      assertThatThrownBy(client::reply).isInstanceOfAny(EOFException.class, SocketException.class);
    }
  }
}

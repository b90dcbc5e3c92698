package dev.heddle.observe.recipes;

import dev.heddle.Client;
import dev.heddle.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;

// region requests
final class Requests implements AutoCloseable {
  private final Client client = Client.builder().connectTimeout(Duration.ofSeconds(2)).build();
  private final int port;
  private final Duration patience;
  private Connection connection;

  Requests(int port, Duration patience) {
    this.port = port;
    this.patience = patience;
  }

  String ask(String request) throws IOException {
    if (connection == null) {
      connection = client.connect("127.0.0.1", port);
      connection.readTimeout(patience);
    }
    try {
      connection.writeLine(request);
      String answer = connection.readLine();
      if (answer == null) {
        throw new EOFException("the server has closed the connection");
      }
      return answer;
    } catch (IOException e) {
      connection.abort(); // or a late answer would be taken for the next request's
      connection = null;
      throw e;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
// endregion

package dev.heddle.lab.steps;

import dev.heddle.Connection;
import dev.heddle.Server;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// The server that the guide converts from Python. Thread-safe.
final class Doubling {
  // region total
  private final AtomicLong total = new AtomicLong();

  // endregion

  // region handler
  void handle(Connection connection) throws IOException {
    for (String line; (line = connection.readLine()) != null; ) {
      try {
        connection.writeLine(new BigInteger(line.strip()).shiftLeft(1).toString());
        total.incrementAndGet();
      } catch (NumberFormatException e) {
        connection.writeLine("error: not an integer: \"" + line.strip() + '"');
      }
    }
  }

  // endregion

  // region server
  Server start(int port) throws IOException {
    return Server.builder(this::handle).port(port).idleTimeout(Duration.ofSeconds(30)).start();
  }

  // endregion

  long total() {
    return total.get();
  }
}

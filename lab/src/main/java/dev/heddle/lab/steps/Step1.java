package dev.heddle.lab.steps;

import dev.heddle.Handler;
import dev.heddle.Server;
import java.io.IOException;

/// A server in ten lines.
final class Step1 {
  private Step1() {}

  // region server
  static Server start(int port) throws IOException {
    Handler echo =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            connection.writeLine("ECHO: " + line);
          }
        };
    return Server.builder(echo).port(port).start();
  }
  // endregion
}

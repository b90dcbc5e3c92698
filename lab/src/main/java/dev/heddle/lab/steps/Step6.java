package dev.heddle.lab.steps;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import java.io.IOException;

/// Event loops with straight-line code.
final class Step6 {
  private Step6() {}

  // region server
  static Server start(int port) throws IOException {
    Handler echo =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            connection.writeLine("ECHO: " + line);
          }
        };
    return Server.builder(echo).port(port).engine(Engine.loops(1)).start();
  }
  // endregion
}

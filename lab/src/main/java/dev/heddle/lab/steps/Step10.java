package dev.heddle.lab.steps;

import dev.heddle.Group;
import dev.heddle.Handler;
import dev.heddle.Message;
import dev.heddle.Server;
import java.io.IOException;

/// A broadcast to all others.
final class Step10 {
  private Step10() {}

  // region server
  static Server start(int port) throws IOException {
    var everybody = new Group();
    Handler chat =
        connection -> {
          everybody.add(connection);
          for (String line; (line = connection.readLine()) != null; ) {
            var message = Message.line(connection.id() + ": " + line);
            everybody.broadcast(message, connection); // to all but who said it
          }
        };
    return Server.builder(chat).port(port).start();
  }
  // endregion
}

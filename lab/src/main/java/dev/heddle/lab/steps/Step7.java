package dev.heddle.lab.steps;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/// A virtual thread for each client.
final class Step7 {
  private Step7() {}

  // region serve
  static void serve(ServerSocket listening) throws IOException {
    while (true) {
      Socket client = listening.accept();
      Thread.ofVirtual().start(() -> Step2.talk(client));
    }
  }

  // endregion

  // region heddle
  static Server start(Handler handler) throws IOException {
    return Server.builder(handler).engine(Engine.virtual()).start();
  }
  // endregion
}

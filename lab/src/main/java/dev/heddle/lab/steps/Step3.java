package dev.heddle.lab.steps;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/// A platform thread for each client.
final class Step3 {
  private Step3() {}

  // region serve
  static void serve(ServerSocket listening) throws IOException {
    while (true) {
      Socket client = listening.accept();
      Thread.ofPlatform().daemon().start(() -> Step2.talk(client));
    }
  }

  // endregion

  // region heddle
  static Server start(Handler handler) throws IOException {
    return Server.builder(handler).engine(Engine.threads(500)).start();
  }
  // endregion
}

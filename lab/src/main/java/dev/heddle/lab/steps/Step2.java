package dev.heddle.lab.steps;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// One client at a time.
final class Step2 {
  private Step2() {}

  // region serve
  static void serve(ServerSocket listening) throws IOException {
    while (true) {
      Socket client = listening.accept();
      talk(client); // nobody else is served until this returns
    }
  }

  // endregion

  // region talk
  static void talk(Socket client) {
    try (client) {
      var in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
      OutputStream out = client.getOutputStream();
      for (String line; (line = in.readLine()) != null; ) {
        out.write(("ECHO: " + line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      System.err.println("a client is gone: " + e.getMessage());
    }
  }

  // endregion

  // region heddle
  static Server start(Handler handler) throws IOException {
    return Server.builder(handler).engine(Engine.blocking()).start();
  }
  // endregion
}

package dev.heddle.program;

import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import dev.heddle.Server;
import java.io.IOException;
import java.net.Socket;

/// A program in a JVM without the options that engines recommend: starts a server on the named
/// engine or poller, and prints the result. It is in a package of its own: on the module path,
/// core's packages are the module's.
public final class WithoutOptions {
  private WithoutOptions() {}

  public static void main(String[] args) throws Exception {
    Engine engine =
        args[0].equals("virtual") ? Engine.virtual() : Engine.loops(2, LoopPoller.valueOf(args[0]));
    for (int i = 0; i < 2; i++) { // what is said once is said for the first
      try (Server server = Server.builder(c -> c.writeLine(c.readLine())).engine(engine).start();
          var peer = new Socket("127.0.0.1", server.port())) {
        peer.getOutputStream().write("hello\n".getBytes());
        System.out.println("answered: " + new String(peer.getInputStream().readNBytes(5)));
      } catch (IOException | IllegalStateException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }
}

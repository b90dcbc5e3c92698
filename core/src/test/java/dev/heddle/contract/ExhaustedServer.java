package dev.heddle.contract;

import dev.heddle.Engine;
import dev.heddle.LoopPoller;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A process of its own, started with few descriptors: echoes until its input ends.
final class ExhaustedServer {
  static final String READY = "ready on port ";

  private ExhaustedServer() {}

  public static void main(String[] args) throws IOException {
    Engine engine =
        switch (args[0]) {
          case "threads" -> Engine.threads();
          case "virtual" -> Engine.virtual();
          case "selector" -> Engine.selector();
          case "loops" -> Engine.loops(2);
          case "loops-epoll" -> Engine.loops(2, LoopPoller.EPOLL);
          case "loops-nio" -> Engine.loops(2, LoopPoller.NIO);
          default -> throw new IllegalArgumentException(args[0]);
        };
    if (args[1].equals("has-logged")) {
      // The JDK's logging opens files on its first record.
      System.getLogger("dev.heddle").log(System.Logger.Level.INFO, "hello");
    }
    try (Server server = Server.callbacks(Echo::new).engine(engine).start()) {
      System.out.println(READY + server.port());
      while (System.in.read() >= 0) {}
    }
  }

  /// Echoes.
  private static final class Echo implements Protocol {
    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      outbox.send(bytes);
    }
  }
}

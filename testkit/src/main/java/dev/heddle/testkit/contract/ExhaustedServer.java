package dev.heddle.testkit.contract;

import dev.heddle.Engine;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;

/// A process of its own, started with few descriptors: echoes until its input ends.
final class ExhaustedServer {
  static final String READY = "ready on port ";

  private ExhaustedServer() {}

  /// @param args the class that names the engine, and whether something is logged first
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    Constructor<?> suite = Class.forName(args[0]).getDeclaredConstructor();
    suite.setAccessible(true);
    Engine engine = ((RunsOn) suite.newInstance()).engineUnderTest().fresh().get();
    if (args[1].equals("has-logged")) {
      // The JDK's logging opens files on its first record.
      System.getLogger("dev.heddle").log(System.Logger.Level.INFO, "hello");
    }
    try (Server server = Server.callbacks(Echo::new).engine(engine).start()) {
      System.out.println(READY + server.port());
      while (System.in.read() >= 0) {}
    }
    System.exit(0); // an engine's pool may keep its threads for a while
  }

  /// Echoes.
  private static final class Echo implements Protocol {
    @Override
    public void received(ByteBuffer bytes, Outbox outbox) {
      outbox.send(bytes);
    }
  }
}

package dev.heddle.engine.socket;

import dev.heddle.Engine;
import dev.heddle.Server;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;

/// A process of its own: starts a server, uses up all descriptors, and only then has a virtual
/// thread wait for bytes. Ends with 0 if that went well; the server is not closed, for which
/// classes would have to be loaded.
final class FirstWait {
  private FirstWait() {}

  private static Engine engine(String name) {
    return switch (name) {
      case "blocking" -> Engine.blocking();
      case "threads" -> Engine.threads();
      default -> Engine.virtual();
    };
  }

  public static void main(String[] args) throws Exception {
    Pipe pipe = Pipe.open();
    Server server = Server.builder(connection -> {}).engine(engine(args[0])).start();
    List<FileInputStream> all = new ArrayList<>();
    try {
      while (true) {
        all.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      // None is left.
    }
    var failure = new Throwable[1];
    Thread waits =
        Thread.startVirtualThread(() -> {
          try {
            pipe.source().read(ByteBuffer.allocate(1));
          } catch (Throwable e) {
            failure[0] = e;
          }
        });
    while (waits.isAlive() && waits.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    pipe.sink().write(ByteBuffer.wrap(new byte[1]));
    waits.join();
    all.getFirst().close(); // to be able to tell
    if (failure[0] != null) {
      System.out.println(server + ": " + failure[0]);
      Runtime.getRuntime().halt(1);
    }
    Runtime.getRuntime().halt(0);
  }
}

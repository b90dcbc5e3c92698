package example;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Answers each line with the line reversed.
///
///     ReverseServer [virtual|loops [PORT [ADDRESS]]]
public final class ReverseServer {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private ReverseServer() {}

  public static void main(String[] args) throws Exception {
    Engine engine = args.length > 0 && args[0].equals("loops") ? Engine.loops() : Engine.virtual();
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 7001;
    String address = args.length > 2 ? args[2] : "127.0.0.1";
    Handler reverse =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            connection.writeLine(new StringBuilder(line).reverse().toString());
          }
        };
    try (Server server =
        Server.builder(reverse)
            .address(new InetSocketAddress(address, port))
            .engine(engine)
            .start()) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(server)));
      System.out.println("listening: " + server);
      server.awaitTermination();
    }
  }

  /// On SIGTERM: lets each connection finish the message that it is working on.
  private static void drain(Server server) {
    try {
      server.drain(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

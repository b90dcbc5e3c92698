import dev.heddle.Client;
import dev.heddle.Connection;
import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Answers each message with what a [BackEnd] says to it, on this library: `--ask client` asks by
/// its own client on the same engine, `socket` and `http` as [BackEnd] has it. `--engine … --poller
/// … --ask client|socket|http --back-end PORT --port PORT`.
final class HeddleRelay {
  private static final Set<String> OPTIONS = Set.of("--ask", "--back-end");

  private HeddleRelay() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Set<String> known = new HashSet<>(HeddleEcho.OPTIONS);
    known.addAll(OPTIONS);
    Map<String, String> options = HeddleEcho.options(args, known);
    int backEnd = Integer.parseInt(options.get("--back-end"));
    Engine engine = HeddleEcho.engine(options);
    String how = options.get("--ask");
    try (Client client = Client.builder().engine(engine).build()) {
      Handler handler = how.equals("client") ? asking(client, backEnd) : asking(how, backEnd);
      int port = Integer.parseInt(options.get("--port"));
      HeddleEcho.serve(Server.builder(handler).engine(engine).port(port));
    }
  }

  private static Handler asking(Client client, int port) {
    return connection -> {
      ByteBuffer message = ByteBuffer.allocate(BackEnd.SIZE);
      try (Connection backEnd = client.connect("127.0.0.1", port)) {
        while (fill(connection, message)) {
          backEnd.write(message.flip());
          if (!fill(backEnd, message)) {
            return;
          }
          connection.write(message.flip());
        }
      }
    };
  }

  private static Handler asking(String how, int port) {
    return connection -> {
      ByteBuffer message = ByteBuffer.allocate(BackEnd.SIZE);
      try (BackEnd backEnd = BackEnd.open(how, port)) {
        while (fill(connection, message)) {
          backEnd.ask(message.array());
          connection.write(message.flip());
        }
      }
    };
  }

  /// @return false if its end has come first
  private static boolean fill(Connection connection, ByteBuffer message) throws IOException {
    message.clear();
    while (message.hasRemaining()) {
      if (connection.read(message) < 0) {
        return false;
      }
    }
    return true;
  }
}

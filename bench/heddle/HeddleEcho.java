import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.LoopPoller;
import dev.heddle.Outbox;
import dev.heddle.Protocol;
import dev.heddle.Server;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// An echo server of this library, for measuring: `--engine blocking|threads|virtual|selector|loops
/// --mode bytes|lines --port PORT`.
///
/// The `selector` engine runs callbacks, which get bytes, in either mode.
final class HeddleEcho {
  private static final Set<String> OPTIONS = Set.of("--engine", "--poller", "--mode", "--port");

  /// More than there are connections in any run.
  private static final int THREADS = 20_000;

  /// The messages are small, and a handler's buffer is there while it waits.
  private static final int BUFFER = 1024;

  private HeddleEcho() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, String> options = options(args);
    LoopPoller poller =
        LoopPoller.valueOf(options.getOrDefault("--poller", "auto").toUpperCase(Locale.ROOT));
    Engine engine = engine(options.getOrDefault("--engine", "loops"), poller);
    Handler handler = handler(options.getOrDefault("--mode", "bytes"));
    Server.Builder builder =
        engine.callbacksOnly() ? Server.callbacks(() -> ECHO) : Server.builder(handler);
    int port = Integer.parseInt(options.getOrDefault("--port", "0"));
    try (Server server = builder.engine(engine).port(port).start()) {
      System.out.println("listening on " + server.port());
      server.awaitTermination();
    }
  }

  private static Map<String, String> options(String[] args) {
    var options = new HashMap<String, String>();
    for (int i = 0; i < args.length; i += 2) {
      if (!OPTIONS.contains(args[i]) || i + 1 == args.length) {
        throw new IllegalArgumentException("not an option with a value: " + args[i]);
      }
      options.put(args[i], args[i + 1]);
    }
    return options;
  }

  private static Engine engine(String name, LoopPoller poller) {
    return switch (name) {
      case "blocking" -> Engine.blocking();
      case "threads" -> Engine.threads(THREADS);
      case "virtual" -> Engine.virtual();
      case "selector" -> Engine.selector();
      case "loops" -> Engine.loops(1, poller);
      default -> throw new IllegalArgumentException("no such engine: " + name);
    };
  }

  private static Handler handler(String mode) {
    return switch (mode) {
      case "bytes" -> BYTES;
      case "lines" -> LINES;
      default -> throw new IllegalArgumentException("no such mode: " + mode);
    };
  }

  /// Reads into one buffer per connection, as a program that moves bytes would.
  private static final Handler BYTES =
      connection -> {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (connection.read(buffer.clear()) >= 0) {
          connection.write(buffer.flip());
        }
      };

  private static final Handler LINES =
      connection -> {
        for (String line; (line = connection.readLine()) != null; ) {
          connection.writeLine(line);
        }
      };

  private static final Protocol ECHO =
      new Protocol() {
        @Override
        public void received(ByteBuffer bytes, Outbox outbox) {
          outbox.send(bytes);
        }
      };
}

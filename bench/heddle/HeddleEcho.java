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
/// --mode bytes|lines|stream --port PORT`.
///
/// With `stream` it answers each 64 bytes with a mebibyte, written 16 KiB at a time. The `selector`
/// engine runs callbacks, which get bytes, in any mode.
final class HeddleEcho {
  static final Set<String> OPTIONS = Set.of("--engine", "--poller", "--mode", "--port");

  /// More than there are connections in any run.
  private static final int THREADS = 20_000;

  /// The messages are small, and a handler's buffer is there while it waits.
  private static final int BUFFER = 1024;

  private static final int MESSAGE = 64;
  private static final int BLOCK = 16 * 1024;
  private static final int BLOCKS_PER_ANSWER = 64;

  private HeddleEcho() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    serve(builder(options(args, OPTIONS)));
  }

  /// What the options ask for, without TLS.
  static Server.Builder builder(Map<String, String> options) {
    Engine engine = engine(options);
    Handler handler = handler(options.getOrDefault("--mode", "bytes"));
    Server.Builder builder =
        engine.callbacksOnly() ? Server.callbacks(() -> ECHO) : Server.builder(handler);
    int port = Integer.parseInt(options.getOrDefault("--port", "0"));
    return builder.engine(engine).port(port);
  }

  static void serve(Server.Builder builder) throws IOException, InterruptedException {
    try (Server server = builder.start()) {
      System.out.println("listening on " + server.port());
      server.awaitTermination();
    }
  }

  static Map<String, String> options(String[] args, Set<String> known) {
    var options = new HashMap<String, String>();
    for (int i = 0; i < args.length; i += 2) {
      if (!known.contains(args[i]) || i + 1 == args.length) {
        throw new IllegalArgumentException("not an option with a value: " + args[i]);
      }
      options.put(args[i], args[i + 1]);
    }
    return options;
  }

  static Engine engine(Map<String, String> options) {
    LoopPoller poller =
        LoopPoller.valueOf(options.getOrDefault("--poller", "auto").toUpperCase(Locale.ROOT));
    String name = options.getOrDefault("--engine", "loops");
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
      case "stream" -> STREAM;
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

  private static final Handler STREAM =
      connection -> {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (int i = 0; i < BLOCK; i++) {
          block.put(i, (byte) (i * 31 + i / 256));
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (int asked = 0, count; (count = connection.read(buffer.clear())) >= 0; ) {
          for (asked += count; asked >= MESSAGE; asked -= MESSAGE) {
            for (int i = 0; i < BLOCKS_PER_ANSWER; i++) {
              connection.write(block.clear());
            }
          }
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

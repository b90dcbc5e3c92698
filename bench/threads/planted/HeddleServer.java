package planted;

import dev.heddle.Engine;
import dev.heddle.Server;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Heddle, on the engine that is named.
final class HeddleServer {
  private static final int LOOPS = 8;
  private static final int THREADS = 100;

  private HeddleServer() {}

  public static void main(String[] args) throws Exception {
    Engine engine =
        switch (args[0]) {
          case "loops" -> Engine.loops(LOOPS);
          case "virtual" -> Engine.virtual();
          case "threads" -> Engine.threads(THREADS);
          default -> throw new IllegalArgumentException(args[0]);
        };
    Server.Builder builder =
        Server.builder(
            connection -> {
              for (String line; (line = connection.readLine()) != null; ) {
                if (Lines.isRequest(line)) {
                  byte[] answer = Lines.answer(line).getBytes(StandardCharsets.US_ASCII);
                  connection.write(ByteBuffer.wrap(answer));
                }
              }
            });
    try (Server server = builder.engine(engine).port(0).start()) {
      System.out.println("listening " + server.port());
      server.awaitTermination();
    }
  }
}

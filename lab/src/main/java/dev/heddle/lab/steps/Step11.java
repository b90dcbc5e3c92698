package dev.heddle.lab.steps;

import dev.heddle.FullPolicy;
import dev.heddle.Handler;
import dev.heddle.Limits;
import dev.heddle.Server;
import java.io.IOException;
import java.time.Duration;

/// Timeouts and limits.
final class Step11 {
  private Step11() {}

  // region server
  static Server start(int port) throws IOException {
    Handler echo =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            connection.writeLine("ECHO: " + line);
          }
        };
    var limits =
        Limits.DEFAULT
            .withMaxConnections(100)
            .withWhenFull(FullPolicy.REFUSE)
            .withIdleTimeout(Duration.ofSeconds(30))
            .withMaxMessageBytes(1000);
    return Server.builder(echo).port(port).limits(limits).start();
  }

  // endregion

  // region stop
  static void stop(Server server) throws InterruptedException {
    boolean allEnded = server.drain(Duration.ofSeconds(10));
    System.out.println(allEnded ? "all have ended" : "some had to be cut off");
  }

  // endregion

  // region stats
  static String figures(Server server) {
    var stats = server.stats();
    return stats.active()
        + " connected, "
        + stats.accepted()
        + " so far, "
        + stats.idleCloses()
        + " silent for too long, "
        + stats.handlerFailures()
        + " failures";
  }
  // endregion
}

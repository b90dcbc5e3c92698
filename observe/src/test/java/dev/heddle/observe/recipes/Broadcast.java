package dev.heddle.observe.recipes;

import dev.heddle.Connection;
import dev.heddle.Group;
import dev.heddle.Limits;
import dev.heddle.Message;
import dev.heddle.OverflowPolicy;
import dev.heddle.Server;
import java.io.IOException;
import java.time.Duration;

final class Broadcast {
  // region broadcast
  private static final Limits LIMITS =
      Limits.DEFAULT.withOutbox(64 * 1024, OverflowPolicy.DROP_OLDEST);

  private final Group members = new Group();

  private void serve(Connection connection) throws IOException {
    members.add(connection);
    for (String line; (line = connection.readLine()) != null; ) {
      members.broadcast(Message.line(line));
    }
  }

  Server start(int port) throws IOException {
    return Server.builder(this::serve).port(port).limits(LIMITS).start();
  }

  static void remove(Connection member) {
    member.outbox().end(Message.line("you have been removed"), Duration.ofSeconds(5));
  }

  // endregion
}

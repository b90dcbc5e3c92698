package dev.heddle.observe.recipes;

import dev.heddle.Engine;
import dev.heddle.Framing;
import dev.heddle.MessageProtocol;
import dev.heddle.Outbox;
import dev.heddle.Server;
import java.io.IOException;

final class LineCallbacks {
  private LineCallbacks() {}

  // region lines
  /// Counts the lines of one client.
  static final class Counting implements MessageProtocol<String> {
    private int lines;

    @Override
    public void received(String line, Outbox outbox) {
      outbox.sendLine(++lines + ": " + line);
    }

    @Override
    public void rejected(IOException reason, Outbox outbox) {
      outbox.sendLine("error: " + reason.getMessage());
    }
  }

  static Server start(int port) throws IOException {
    return Server.callbacks(Framing.lines(), Counting::new)
        .port(port)
        .engine(Engine.selector())
        .start();
  }
  // endregion
}

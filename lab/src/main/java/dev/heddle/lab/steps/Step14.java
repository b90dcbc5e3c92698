package dev.heddle.lab.steps;

import dev.heddle.DatagramHandler;
import dev.heddle.DatagramServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One datagram in, one out.
final class Step14 {
  private Step14() {}

  // region server
  static DatagramServer start(int port) throws IOException {
    DatagramHandler upper =
        request -> {
          String text = StandardCharsets.UTF_8.decode(request.payload()).toString();
          byte[] answer = text.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
          return request.reply(ByteBuffer.wrap(answer));
        };
    return DatagramServer.builder(upper).port(port).start();
  }
  // endregion
}

package dev.heddle.observe.recipes;

import dev.heddle.Connection;
import dev.heddle.LengthPrefix;
import dev.heddle.Server;
import java.io.IOException;

final class FramedProtocol {
  private FramedProtocol() {}

  // region framed
  static void reverse(Connection connection) throws IOException {
    for (byte[] request; (request = connection.readFrame(LengthPrefix.VARINT)) != null; ) {
      connection.writeFrame(LengthPrefix.VARINT, reversed(request));
    }
  }

  static Server start(int port) throws IOException {
    return Server.builder(FramedProtocol::reverse)
        .port(port)
        .changeLimits(limits -> limits.withMaxMessageBytes(1024 * 1024))
        .start();
  }

  // endregion

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}

package dev.heddle.observe.recipes;

import dev.heddle.Connection;
import dev.heddle.Server;
import java.io.IOException;
import java.time.Duration;

final class Devices {
  private Devices() {}

  // region devices
  static Server start(int port, Duration login, Duration heartbeat) throws IOException {
    return Server.builder(device -> serve(device, login, heartbeat)).port(port).start();
  }

  private static void serve(Connection device, Duration login, Duration heartbeat)
      throws IOException {
    device.readTimeout(login);
    String name = device.readLine();
    device.readTimeout(heartbeat);
    device.writeLine("welcome, " + name);
    for (String line; (line = device.readLine()) != null; ) {
      device.writeLine(line); // also a heart-beat is answered
    }
  }
  // endregion
}

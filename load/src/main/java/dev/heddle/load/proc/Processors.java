package dev.heddle.load.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The machine's processors, whichever of them this process may use.
public final class Processors {
  private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");

  private Processors() {}

  /// Whether there is only one: a busy wait would then take it from the server that it waits for.
  /// The number that this process may use does not matter: pinned to one, it disturbs no server on
  /// another.
  public static boolean single() {
    try {
      return Files.readString(ONLINE).strip().equals("0");
    } catch (IOException e) {
      return Runtime.getRuntime().availableProcessors() == 1; // not Linux
    }
  }
}
